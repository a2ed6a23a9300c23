using System.Net.Http.Headers;

namespace HiltBot.Contract.Tests.Fuzz;

/// <summary>One request as it goes out, to be sent again as it was.</summary>
internal sealed record FuzzRequest(
    ApiOperation Operation, string PathAndQuery, byte[]? Body, Credential Credential,
    IReadOnlyList<(string Name, string Value)> Headers)
{
    public HttpRequestMessage ToMessage(string? token, string? key)
    {
        var message = new HttpRequestMessage(new HttpMethod(Operation.Method), new Uri(PathAndQuery, UriKind.Relative));
        if (Body is not null)
        {
            message.Content = new ByteArrayContent(Body);
            message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        if (Credential == Credential.Key)
        {
            message.Headers.TryAddWithoutValidation("X-Hilt-Key", key);
        }
        else if (Credential == Credential.Session)
        {
            message.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        }

        foreach (var (name, value) in Headers)
        {
            if (name is "Content-Type" or "Content-Encoding")
            {
                message.Content?.Headers.Remove(name);
                message.Content?.Headers.TryAddWithoutValidation(name, value);
            }
            else if (value.All(letter => letter is >= ' ' and <= '~'))
            {
                message.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return message;
    }

    public override string ToString() =>
        $"{Operation.Route} as {Credential}: {PathAndQuery} {string.Join(' ', Headers.Select(one => $"[{one.Name}: {one.Value}]"))} " +
        (Body is null ? string.Empty : System.Text.Encoding.UTF8.GetString(Body.AsSpan(0, Math.Min(Body.Length, 600))));
}
