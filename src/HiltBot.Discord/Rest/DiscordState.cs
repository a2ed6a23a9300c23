namespace HiltBot.Discord.Rest;

/// <summary>What stands between the bot and Discord's API, in short plain words, for <c>/health</c>.</summary>
public sealed class DiscordState
{
    private readonly Lock gate = new();
    private readonly Dictionary<DiscordProblem, string> problems = [];

    /// <summary>Null when all is well.</summary>
    public string? Problem
    {
        get
        {
            lock (gate)
            {
                return problems.Count == 0 ? null
                    : string.Join(" ", problems.OrderBy(pair => pair.Key).Select(pair => pair.Value));
            }
        }
    }

    /// <summary>Whether Discord takes the bot's token.</summary>
    public bool IsTokenRefused => Has(DiscordProblem.Token);

    internal bool Has(DiscordProblem problem)
    {
        lock (gate)
        {
            return problems.ContainsKey(problem);
        }
    }

    /// <returns>Whether it is news.</returns>
    internal bool Set(DiscordProblem problem, string? words)
    {
        lock (gate)
        {
            if (words is null)
            {
                return problems.Remove(problem);
            }

            var isNews = !problems.ContainsKey(problem);
            problems[problem] = words;
            return isNews;
        }
    }
}

internal enum DiscordProblem
{
    Token,
    InvalidRequests,
    Connection,
}
