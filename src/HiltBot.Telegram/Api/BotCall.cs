using System.Text.Json;

namespace HiltBot.Telegram.Api;

/// <summary>Who waits for a call. Where a limit makes calls queue, the first of these go before the later ones.</summary>
public enum CallUrgency
{
    /// <summary>Somebody looks at the screen: an answer in a conversation, a join request, a pressed button.</summary>
    Answer,

    /// <summary>Entries and removals.</summary>
    Access,

    /// <summary>Notices and everything else that nobody waits for.</summary>
    Notice,
}

/// <summary>One call of the Bot API, before it is made (core.telegram.org/bots/api).</summary>
/// <param name="Method">For example <c>sendMessage</c>.</param>
public sealed record BotCall(string Method)
{
    /// <summary>Sent as JSON; null: no parameters.</summary>
    public object? Body { get; init; }

    /// <summary>
    /// The chat that a message goes to, whose own limits then count (1 a second, 20 a minute in a group); null for calls
    /// that send no message.
    /// </summary>
    public string? MessageTo { get; init; }

    /// <summary>The chat that a call without a message is about: a 429 then holds up only such calls about it.</summary>
    public string? Chat { get; init; }

    public CallUrgency Urgency { get; init; } = CallUrgency.Access;

    /// <summary>Whether doing it twice is doing it once, so that it may be made again when no answer came.</summary>
    public bool IsSafeToRepeat { get; init; }

    /// <summary>How long it may wait for a limit before <see cref="BotAnswer.Limited"/> is the answer.</summary>
    public TimeSpan WaitMax { get; init; } = TimeSpan.FromSeconds(12);

    /// <summary>How long an answer is waited for; longer for <c>getUpdates</c>.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);
}

/// <summary>What came of a call. Expected failures are answers; only a bug throws.</summary>
public abstract record BotAnswer
{
    private BotAnswer()
    {
    }

    public sealed record Done(JsonElement Result) : BotAnswer;

    /// <summary>Telegram refuses it: <c>ok: false</c> with another code than 429.</summary>
    /// <param name="Description">Telegram's own words, for example <c>Bad Request: chat not found</c>.</param>
    /// <param name="MigratedTo">The chat's new id, where the group became a supergroup
    /// (<c>parameters.migrate_to_chat_id</c>).</param>
    public sealed record Refused(int Code, string Description, string? MigratedTo = null) : BotAnswer;

    /// <summary>It was not sent, or refused by 429: it would have had to wait longer than it may.</summary>
    public sealed record Limited(TimeSpan After) : BotAnswer;

    /// <summary>No answer, 5xx after the tries that were allowed, or something that is not the Bot API's JSON.</summary>
    /// <param name="MayBeDone">Whether Telegram may have done it although no answer came.</param>
    public sealed record Unreachable(string Why, bool MayBeDone) : BotAnswer;
}
