namespace HiltBot.TestKit.Telegram;

/// <summary>What goes wrong with a call.</summary>
public abstract record TelegramFault
{
    private TelegramFault()
    {
    }

    /// <summary>A 429 that no limit asked for.</summary>
    public sealed record TooMany(int RetryAfterSeconds = 1) : TelegramFault;

    /// <summary>A 5xx, not applied: a page that is not JSON.</summary>
    public sealed record ServerError(int Status = 502) : TelegramFault;

    /// <summary>Applied, and answered by a 5xx all the same.</summary>
    public sealed record ErrorAfter(int Status = 502) : TelegramFault;

    /// <summary>A refusal in Telegram's form, not applied.</summary>
    public sealed record Refuse(int Code, string Description) : TelegramFault;

    /// <summary>Applied at once, answered later, by the stand-in's clock.</summary>
    public sealed record Slow(TimeSpan By) : TelegramFault;

    /// <summary>The connection is cut, and nothing was done.</summary>
    public sealed record DropBefore : TelegramFault;

    /// <summary>It is done, and the connection is cut instead of an answer.</summary>
    public sealed record DropAfter : TelegramFault;

    /// <summary>Applied, and answered by 200 and a page that is not JSON.</summary>
    public sealed record Garbage : TelegramFault;
}

/// <summary>Plans faults for calls to come.</summary>
public sealed class TelegramFaults
{
    public const string Any = "*";

    private readonly Lock gate = new();
    private readonly List<Plan> plans = [];

    /// <summary>The next so many calls of a method (<c>*</c> for any but <c>getUpdates</c>) go wrong.</summary>
    public void Next(string method, TelegramFault fault, int calls = 1) => Next(
        call => string.Equals(method, call.Method, StringComparison.OrdinalIgnoreCase) ||
            (method == Any && call.Method != "getUpdates"),
        fault, calls);

    public void Next(Func<TelegramCall, bool> isMeant, TelegramFault fault, int calls = 1)
    {
        lock (gate)
        {
            plans.Add(new(isMeant, fault) { Left = calls });
        }
    }

    /// <summary>Every call but <c>getUpdates</c> is answered by 429, so many times.</summary>
    public void Storm(int calls, int retryAfterSeconds = 1) => Next(Any, new TelegramFault.TooMany(retryAfterSeconds), calls);

    /// <summary>Nothing goes wrong any more.</summary>
    public void Clear()
    {
        lock (gate)
        {
            plans.Clear();
        }
    }

    internal TelegramFault? Take(TelegramCall call)
    {
        lock (gate)
        {
            var plan = plans.FirstOrDefault(one => one.IsMeant(call));
            if (plan is null)
            {
                return null;
            }

            if (--plan.Left == 0)
            {
                plans.Remove(plan);
            }

            return plan.Fault;
        }
    }

    private sealed record Plan(Func<TelegramCall, bool> IsMeant, TelegramFault Fault)
    {
        public int Left { get; set; }
    }
}
