namespace HiltBot.Telegram.Api;

/// <summary>
/// The one queue of the bot: some 30 messages a second overall, one a second to a chat with small bursts, 20 a minute to a
/// group (core.telegram.org/bots/faq). What somebody waits for goes before entries and removals, and those before notices.
/// It holds so much and no more; what cannot have its turn in time is told so at once.
/// </summary>
internal sealed partial class CallLine : IDisposable
{
    public const int OverallMax = 30;

    /// <summary>Notices leave some of each second to people who look at the screen.</summary>
    public const int NoticeShare = 27;

    public const int InFlightMax = 64;
    public const int WaitingMax = 9_000;

    private const int LanesBetweenSweeps = 1_000;

    private static readonly TimeSpan FullPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan OverallPauseMax = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan TogetherTime = TimeSpan.FromSeconds(2);

    private readonly Lock gate = new();
    private readonly Dictionary<string, CallLane> lanes = new(StringComparer.Ordinal);
    private readonly SortedSet<CallLane> messages = new(ByHead);
    private readonly SortedSet<CallLane> others = new(ByHead);
    private readonly SortedSet<CallLane> asleep = new(ByOpening);
    private readonly SendWindow overall;
    private readonly int[] messagesWaiting = new int[3];
    private readonly ApiClock clock;
    private readonly ITimer timer;
    private TimeSpan messagesPausedUntil;
    private (string Lane, TimeSpan At) lastRefusal = (string.Empty, TimeSpan.MinValue);
    private long lastNumber;
    private int inFlight;
    private int waiting;
    private int newLanes;

    /// <param name="overallMax">Messages a second, where Telegram has granted this bot more than others.</param>
    public CallLine(ApiClock clock, int overallMax = OverallMax)
    {
        this.clock = clock;
        overall = new SendWindow(overallMax, TimeSpan.FromSeconds(1));
        timer = clock.Time.CreateTimer(_ => Pump(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    internal int LaneCount
    {
        get
        {
            lock (gate)
            {
                return lanes.Count;
            }
        }
    }

    internal int WaitingCount
    {
        get
        {
            lock (gate)
            {
                return waiting;
            }
        }
    }

    /// <summary>The number by which calls of one urgency go one after another; a repetition keeps its own.</summary>
    public long NextNumber() => Interlocked.Increment(ref lastNumber);

    /// <summary>Whoever may send says so with <see cref="Leave"/> when it is over.</summary>
    public async Task<LinePass> EnterAsync(
        BotCall call, long number, TimeSpan deadline, CancellationToken cancellationToken)
    {
        // Nobody shares a long poll's time.
        if (IsUncounted(call))
        {
            return new LinePass(true, TimeSpan.Zero);
        }

        var place = new CallPlace(call.Urgency, number, deadline);
        CallLane lane;
        lock (gate)
        {
            lane = LaneOf(call);
            if (waiting >= Room(call.Urgency))
            {
                return new LinePass(false, FullPause);
            }

            var wait = WaitOf(lane, place) - clock.Now;
            if (clock.Now + wait > deadline)
            {
                return new LinePass(false, wait);
            }

            lane.Waiting.Add(place);
            waiting++;
            Count(lane, place, 1);
            Sort(lane);
            PumpLocked();
        }

        return await WaitAsync(lane, place, cancellationToken);
    }

    public void Leave(BotCall call)
    {
        if (IsUncounted(call))
        {
            return;
        }

        lock (gate)
        {
            inFlight--;
            PumpLocked();
        }
    }

    /// <summary>Telegram refused it by 429.</summary>
    public void Refuse(BotCall call, TimeSpan retryAfter)
    {
        if (IsUncounted(call))
        {
            return;
        }

        lock (gate)
        {
            var now = clock.Now;
            var lane = LaneOf(call);
            lane.Pause(now + retryAfter);

            // Several chats at once: it is the bot as a whole that is too fast.
            if (lane.IsOfMessages)
            {
                if (lastRefusal.Lane != lane.Key && now - TogetherTime < lastRefusal.At)
                {
                    var pause = retryAfter < OverallPauseMax ? retryAfter : OverallPauseMax;
                    messagesPausedUntil = now + pause > messagesPausedUntil ? now + pause : messagesPausedUntil;
                }

                lastRefusal = (lane.Key, now);
            }

            CallOff(lane, now);
            Sort(lane);
            PumpLocked();
        }
    }

    public void Dispose() => timer.Dispose();

    private static bool IsUncounted(BotCall call) => call.Method == "getUpdates";

    private static int Room(CallUrgency urgency) => urgency switch
    {
        CallUrgency.Answer => WaitingMax,
        CallUrgency.Access => WaitingMax * 2 / 3,
        _ => WaitingMax / 3,
    };

    private int Share(CallUrgency urgency) => urgency == CallUrgency.Notice ? NoticeShare : overall.Max;

    private CallLane LaneOf(BotCall call)
    {
        var key = call.MessageTo ?? (call.Chat is { } chat ? $"{call.Method} {chat}" : call.Method);
        if (lanes.TryGetValue(key, out var known))
        {
            return known;
        }

        if (++newLanes >= LanesBetweenSweeps)
        {
            newLanes = 0;
            var now = clock.Now;
            foreach (var idle in lanes.Values.Where(lane => lane.IsIdle(now)).ToList())
            {
                lanes.Remove(idle.Key);
            }
        }

        return lanes[key] = new CallLane(key, call.MessageTo);
    }

    // When it would have its turn as things stand.
    private TimeSpan WaitOf(CallLane lane, CallPlace place)
    {
        var now = clock.Now;
        var ahead = lane.Waiting.Count(other => CallPlace.InOrder.Compare(other, place) < 0);
        var opens = lane.OpensAt(now, ahead);
        if (!lane.IsOfMessages)
        {
            return opens;
        }

        var before = 0;
        for (var urgency = CallUrgency.Answer; urgency <= place.Urgency; urgency++)
        {
            before += messagesWaiting[(int)urgency];
        }

        var turn = Later(overall.OpensAt(now, before, Share(place.Urgency)), messagesPausedUntil);
        return Later(opens, turn);
    }

    private async Task<LinePass> WaitAsync(CallLane lane, CallPlace place, CancellationToken cancellationToken)
    {
        if (place.Answered.IsCompleted)
        {
            return await place.Answered;
        }

        try
        {
            return await place.Answered.WaitAsync(
                WholeMilliseconds(place.Deadline - clock.Now), clock.Time, cancellationToken);
        }
        catch (TimeoutException)
        {
            lock (gate)
            {
                place.Answer(new LinePass(false, WaitOf(lane, place) - clock.Now));
                Remove(lane, place);
            }

            return await place.Answered;
        }
        catch (OperationCanceledException)
        {
            lock (gate)
            {
                // Its turn may have come in the same moment: then it is given back.
                if (!place.Answer(default))
                {
                    inFlight--;
                }

                Remove(lane, place);
                PumpLocked();
            }

            throw;
        }
    }

    private void Remove(CallLane lane, CallPlace place)
    {
        if (lane.Waiting.Remove(place))
        {
            waiting--;
            Count(lane, place, -1);
            Sort(lane);
        }
    }

    private void CallOff(CallLane lane, TimeSpan now)
    {
        var opens = lane.OpensAt(now);
        foreach (var late in lane.Waiting.Where(place => place.Deadline < opens).ToList())
        {
            late.Answer(new LinePass(false, opens - now));
            Remove(lane, late);
        }
    }

    private void Count(CallLane lane, CallPlace place, int change)
    {
        if (lane.IsOfMessages)
        {
            messagesWaiting[(int)place.Urgency] += change;
        }
    }
}
