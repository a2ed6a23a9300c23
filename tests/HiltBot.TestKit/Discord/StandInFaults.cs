namespace HiltBot.TestKit.Discord;

/// <summary>What goes wrong with a call.</summary>
public abstract record DiscordFault
{
    private DiscordFault()
    {
    }

    /// <summary>A 429 that no bucket asked for.</summary>
    /// <param name="Scope"><c>user</c>, <c>global</c> or <c>shared</c>; shared ones do not count as invalid requests.</param>
    public sealed record TooMany(TimeSpan RetryAfter, string Scope = "user", bool HasHeaders = true) : DiscordFault;

    /// <summary>A 5xx, not applied, with a text that is not JSON.</summary>
    public sealed record ServerError(int Status = 503) : DiscordFault;

    /// <summary>Applied, and answered by a 5xx all the same.</summary>
    public sealed record ErrorAfter(int Status = 502) : DiscordFault;

    /// <summary>A refusal with Discord's own code, not applied.</summary>
    public sealed record Refuse(int Status, int Code, string Message = "Refused") : DiscordFault;

    /// <summary>Applied at once, answered later, by the stand-in's clock.</summary>
    public sealed record Slow(TimeSpan By) : DiscordFault;

    /// <summary>The connection is cut, and nothing was done.</summary>
    public sealed record DropBefore : DiscordFault;

    /// <summary>It is done, and the connection is cut instead of an answer.</summary>
    public sealed record DropAfter : DiscordFault;

    /// <summary>Applied, and answered by 200 and a page that is not JSON.</summary>
    public sealed record Garbage : DiscordFault;
}

/// <summary>Plans faults for calls to come.</summary>
public sealed class StandInFaults
{
    private readonly Lock gate = new();
    private readonly List<Plan> plans = [];

    /// <summary>The next so many calls of a route (<see cref="DiscordRoutes"/>, <c>*</c> for any) go wrong.</summary>
    public void Next(string route, DiscordFault fault, int calls = 1) =>
        Next(call => route == DiscordRoutes.Any || call.Route == route, fault, calls);

    public void Next(Func<DiscordCall, bool> isMeant, DiscordFault fault, int calls = 1)
    {
        lock (gate)
        {
            plans.Add(new(isMeant, fault) { Left = calls });
        }
    }

    /// <summary>Nothing goes wrong any more.</summary>
    public void Clear()
    {
        lock (gate)
        {
            plans.Clear();
        }
    }

    internal DiscordFault? Take(DiscordCall call)
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

    private sealed record Plan(Func<DiscordCall, bool> IsMeant, DiscordFault Fault)
    {
        public int Left { get; set; }
    }
}
