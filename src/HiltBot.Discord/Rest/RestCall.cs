using System.Text.Json;

namespace HiltBot.Discord.Rest;

/// <summary>One call of Discord's API (version 10), before it is made.</summary>
/// <param name="Route">
/// The path as a pattern with its major parameter filled in and all others left as names, for example
/// <c>/guilds/41771983423143937/members/{user}/roles/{role}</c>: calls of one method and route share a bucket until
/// Discord's headers say better (discord.com/developers/docs/topics/rate-limits).
/// </param>
/// <param name="Path">The path with everything filled in, relative to <see cref="DiscordOptions.RestUrl"/>.</param>
public sealed record RestCall(HttpMethod Method, string Route, string Path)
{
    /// <summary>Sent as JSON by <see cref="DiscordJson"/>; null: no body.</summary>
    public object? Body { get; init; }

    /// <summary>Written into the server's audit log (<c>X-Audit-Log-Reason</c>), at most 512 characters.</summary>
    public string? Reason { get; init; }

    /// <summary>
    /// Whether doing it twice is doing it once, so that it may be sent again when no answer came. GET, PUT and DELETE are
    /// by nature; a message with an enforced nonce is as well.
    /// </summary>
    public bool IsSafeToRepeat { get; init; } = Method == HttpMethod.Get || Method == HttpMethod.Put || Method == HttpMethod.Delete;

    /// <summary>
    /// False for calls under an interaction's own token: they carry no bot token and are outside the global limit.
    /// </summary>
    public bool IsOfBot { get; init; } = true;

    /// <summary>How long it may wait for its bucket before <see cref="RestAnswer.Limited"/> is the answer.</summary>
    public TimeSpan WaitMax { get; init; } = TimeSpan.FromSeconds(12);
}

/// <summary>What came of a call. Expected failures are answers; only a bug throws.</summary>
public abstract record RestAnswer
{
    private RestAnswer()
    {
    }

    /// <param name="Body">Undefined (<see cref="JsonValueKind.Undefined"/>) for 204.</param>
    public sealed record Done(JsonElement Body) : RestAnswer;

    /// <summary>Discord refuses it: a 4xx other than 429.</summary>
    /// <param name="Code">Discord's own JSON error code (<see cref="DiscordError"/>); 0 when there was none.</param>
    public sealed record Refused(int Status, int Code, string Message) : RestAnswer;

    /// <summary>It was not sent, or refused by 429: it would have had to wait longer than it may.</summary>
    public sealed record Limited(TimeSpan After) : RestAnswer;

    /// <summary>No answer, 5xx after the tries that were allowed, or something that is not Discord's JSON.</summary>
    /// <param name="MayBeDone">Whether Discord may have done it although no answer came.</param>
    public sealed record Unreachable(string Why, bool MayBeDone) : RestAnswer;
}
