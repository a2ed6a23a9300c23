using System.Globalization;

namespace HiltBot.Telegram.Api;

/// <summary>
/// Calls that share a limit: the messages to one chat, or the calls of one method about one chat, which only a 429 holds
/// up. The line that owns it holds its lock around each call.
/// </summary>
internal sealed class CallLane
{
    /// <summary>Telegram allows short bursts to a chat, and one message a second in the long run.</summary>
    public const int BurstMax = 3;

    /// <summary>core.telegram.org/bots/faq: 20 messages a minute to the same group.</summary>
    public const int GroupMinuteMax = 20;

    private readonly SendWindow? burst;
    private readonly SendWindow? minute;

    private TimeSpan pausedUntil;

    public CallLane(string key, string? messageTo)
    {
        Key = key;
        IsOfMessages = messageTo is not null;
        burst = IsOfMessages ? new SendWindow(BurstMax, TimeSpan.FromSeconds(BurstMax)) : null;
        minute = messageTo is not null && !IsPrivate(messageTo)
            ? new SendWindow(GroupMinuteMax, TimeSpan.FromMinutes(1))
            : null;
    }

    public string Key { get; }

    public bool IsOfMessages { get; }

    public SortedSet<CallPlace> Waiting { get; } = new(CallPlace.InOrder);

    /// <summary>Where the line has sorted it in, and by what; null: nowhere.</summary>
    public (SortedSet<CallLane> Set, CallUrgency Urgency, long Number, TimeSpan OpensAt)? Sorted { get; set; }

    /// <param name="ahead">How many others of the lane go first.</param>
    public TimeSpan OpensAt(TimeSpan now, int ahead = 0)
    {
        var opens = Later(now, pausedUntil);
        opens = burst is null ? opens : Later(opens, burst.OpensAt(now, ahead));
        return minute is null ? opens : Later(opens, minute.OpensAt(now, ahead));
    }

    public void Send(TimeSpan now)
    {
        burst?.Add(now);
        minute?.Add(now);
    }

    /// <summary>Telegram says that it was too much: nothing leaves until then.</summary>
    public void Pause(TimeSpan until) => pausedUntil = Later(pausedUntil, until);

    public bool IsIdle(TimeSpan now) => Waiting.Count == 0 && pausedUntil <= now &&
        (burst?.IsIdle(now) ?? true) && (minute?.IsIdle(now) ?? true);

    // Groups, supergroups and channels have negative ids; people have positive ones.
    private static bool IsPrivate(string chatId) =>
        long.TryParse(chatId, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var id) && id > 0;

    private static TimeSpan Later(TimeSpan one, TimeSpan other) => one > other ? one : other;
}

/// <summary>A call that waits for its turn.</summary>
internal sealed class CallPlace(CallUrgency urgency, long number, TimeSpan deadline)
{
    private readonly TaskCompletionSource<LinePass> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public static IComparer<CallPlace> InOrder { get; } = Comparer<CallPlace>.Create((one, other) =>
        one.Urgency != other.Urgency
            ? one.Urgency.CompareTo(other.Urgency)
            : one.Number.CompareTo(other.Number));

    public CallUrgency Urgency => urgency;

    public long Number => number;

    public TimeSpan Deadline => deadline;

    public Task<LinePass> Answered => answer.Task;

    /// <returns>False: it was answered before.</returns>
    public bool Answer(LinePass pass) => answer.TrySetResult(pass);
}

/// <summary>It may be sent now, or would have to wait so long.</summary>
internal readonly record struct LinePass(bool MaySend, TimeSpan Wait);
