namespace HiltBot.TestKit.Telegram;

/// <summary>
/// Flood limits as Telegram documents them for messages (core.telegram.org/bots/faq): about 30 a second over all chats, one a
/// second in a chat with small bursts, 20 a minute in a group. Counted by the stand-in's clock. Edits count over all chats and in
/// groups, not in private chats.
/// </summary>
public sealed class TelegramLimits(TimeProvider time)
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private readonly Dictionary<string, Queue<DateTimeOffset>> taken = [];
    private readonly Dictionary<string, (int Max, TimeSpan Window)> methods = [];

    /// <summary>False: nothing is limited.</summary>
    public bool AreOn { get; set; } = true;

    /// <summary>Messages a second over all chats.</summary>
    public int OverallMax { get; set; } = 30;

    /// <summary>How many messages in a row one chat takes before it is one a second.</summary>
    public int ChatBurst { get; set; } = 3;

    /// <summary>Messages a minute in a group, supergroup or channel.</summary>
    public int GroupMax { get; set; } = 20;

    /// <summary>How often a call was refused by a limit (not by a planned fault).</summary>
    public int Exceeded { get; private set; }

    /// <summary>A limit of its own for a method, over all chats.</summary>
    public void Set(string method, int max, TimeSpan window)
    {
        lock (gate)
        {
            methods[method] = (max, window);
        }
    }

    /// <summary>The seconds to wait, as <c>retry_after</c> says them; 0: it may go.</summary>
    internal int Take(string method, ChatState? chat)
    {
        lock (gate)
        {
            if (!AreOn)
            {
                return 0;
            }

            var asked = new List<(string Key, int Max, TimeSpan Window)>();
            if (methods.TryGetValue(method, out var own))
            {
                asked.Add((method, own.Max, own.Window));
            }

            var isGroup = chat is { Kind: not ChatKind.Private };
            var isEdit = method is "editMessageText" or "editMessageReplyMarkup";
            if (method == "sendMessage" || isEdit)
            {
                asked.Add(("overall", OverallMax, Second));
            }

            if (chat is not null && (method == "sendMessage" || (isEdit && isGroup)))
            {
                asked.Add(($"chat {chat.Id}", ChatBurst, Second * ChatBurst));
            }

            if (chat is not null && isGroup && (method == "sendMessage" || isEdit))
            {
                asked.Add(($"group {chat.Id}", GroupMax, TimeSpan.FromMinutes(1)));
            }

            var now = time.GetUtcNow();
            var wait = asked.Select(one => Wait(one.Key, one.Max, one.Window, now)).DefaultIfEmpty().Max();
            if (wait > TimeSpan.Zero)
            {
                Exceeded++;
                return Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));
            }

            asked.ForEach(one => taken[one.Key].Enqueue(now));
            return 0;
        }
    }

    private TimeSpan Wait(string key, int max, TimeSpan window, DateTimeOffset now)
    {
        if (!taken.TryGetValue(key, out var times))
        {
            taken[key] = times = new();
        }

        while (times.TryPeek(out var first) && first + window <= now)
        {
            times.Dequeue();
        }

        return times.Count < max ? TimeSpan.Zero : times.ElementAt(times.Count - max) + window - now;
    }
}
