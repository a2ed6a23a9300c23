namespace HiltBot.Telegram.Api;

// Whose turn it is.
internal sealed partial class CallLine
{
    private static Comparer<CallLane> ByHead { get; } = Comparer<CallLane>.Create((one, other) =>
        (one.Sorted!.Value.Urgency, one.Sorted.Value.Number).CompareTo(
            (other.Sorted!.Value.Urgency, other.Sorted.Value.Number)));

    private static Comparer<CallLane> ByOpening { get; } = Comparer<CallLane>.Create((one, other) =>
        (one.Sorted!.Value.OpensAt, one.Sorted.Value.Number).CompareTo(
            (other.Sorted!.Value.OpensAt, other.Sorted.Value.Number)));

    // A lane stands among those that may send, or sleeps, or nobody waits in it.
    private void Sort(CallLane lane)
    {
        if (lane.Sorted is { } before)
        {
            before.Set.Remove(lane);
            lane.Sorted = null;
        }

        if (lane.Waiting.Min is not { } head)
        {
            return;
        }

        var now = clock.Now;
        var opensAt = lane.OpensAt(now);
        var set = opensAt > now ? asleep : lane.IsOfMessages ? messages : others;
        lane.Sorted = (set, head.Urgency, head.Number, opensAt);
        set.Add(lane);
    }

    private void Pump()
    {
        lock (gate)
        {
            PumpLocked();
        }
    }

    private void PumpLocked()
    {
        var now = clock.Now;
        while (asleep.Min is { } next && next.Sorted!.Value.OpensAt <= now)
        {
            Sort(next);
        }

        while (inFlight < InFlightMax && Next(now) is { } lane)
        {
            var place = lane.Waiting.Min!;
            if (place.Answer(new LinePass(true, TimeSpan.Zero)))
            {
                inFlight++;
                lane.Send(now);
                if (lane.IsOfMessages)
                {
                    overall.Add(now);
                }
            }

            Remove(lane, place);
        }

        SetTimer(now);
    }

    private CallLane? Next(TimeSpan now)
    {
        var message = messages.Min is { } first && MessagesOpenAt(first, now) <= now ? first : null;
        var other = others.Min;
        return message is null ? other
            : other is null || ByHead.Compare(message, other) < 0 ? message
            : other;
    }

    private TimeSpan MessagesOpenAt(CallLane first, TimeSpan now) =>
        Later(messagesPausedUntil, overall.OpensAt(now, 0, Share(first.Sorted!.Value.Urgency)));

    private void SetTimer(TimeSpan now)
    {
        TimeSpan? at = asleep.Min?.Sorted!.Value.OpensAt;
        if (messages.Min is { } first && inFlight < InFlightMax)
        {
            var opens = MessagesOpenAt(first, now);
            at = at < opens ? at : opens;
        }

        timer.Change(
            at is { } due ? WholeMilliseconds(due - now) : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    // Timers know whole milliseconds; one too early would only be set again.
    private static TimeSpan WholeMilliseconds(TimeSpan wait) =>
        wait <= TimeSpan.Zero ? TimeSpan.FromMilliseconds(1)
        : TimeSpan.FromMilliseconds(Math.Ceiling(Math.Min(wait.TotalMilliseconds, 86_400_000)));

    private static TimeSpan Later(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
