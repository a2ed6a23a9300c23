namespace HiltBot.TestKit.Discord;

internal enum RestKey
{
    /// <summary>The bot's token, counted by the global limit.</summary>
    Bot,

    /// <summary>The token of an interaction is in the path.</summary>
    Interaction,
    None,
}

internal sealed record RestRoute(string Name, string[] Segments, RestKey Key, Func<RestRequest, RestReply> Handle)
{
    public string Method => Name[..Name.IndexOf(' ', StringComparison.Ordinal)];
}

/// <summary>Finds the route of a path; words go before names (<c>@me</c> before <c>{user}</c>).</summary>
internal sealed class RouteTable
{
    private readonly List<RestRoute> routes = [];

    public void Add(string name, RestKey key, Func<RestRequest, RestReply> handle) =>
        routes.Add(new(name, name[(name.IndexOf(' ', StringComparison.Ordinal) + 2)..].Split('/'), key, handle));

    public (RestRoute? Route, Dictionary<string, string> Values) Find(string method, string path)
    {
        var asked = path.Trim('/').Split('/');
        var found = routes
            .Where(route => route.Method == method && route.Segments.Length == asked.Length)
            .Where(route => route.Segments.Zip(asked).All(pair => pair.First[0] == '{' || pair.First == pair.Second))
            .MinBy(route => route.Segments.Count(segment => segment[0] == '{'));
        var values = found is null
            ? []
            : found.Segments.Zip(asked).Where(pair => pair.First[0] == '{')
                .ToDictionary(pair => pair.First[1..^1], pair => Uri.UnescapeDataString(pair.Second));
        return (found, values);
    }

    /// <summary>What shares a bucket beside the route: the guild, the channel, the webhook.</summary>
    public static string Major(Dictionary<string, string> values)
    {
        if (values.TryGetValue("token", out var token))
        {
            return token;
        }

        return values.GetValueOrDefault("guild") ?? values.GetValueOrDefault("channel") ?? string.Empty;
    }
}
