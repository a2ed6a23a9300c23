namespace HiltBot.Discord.Rest;

/// <summary>
/// Calls that wait for their turn, first come first served. Whoever owns it holds its lock around each call, except
/// <see cref="WaitAsync"/>.
/// </summary>
internal sealed class WaitingLine(RestClock clock, Lock gate)
{
    private readonly LinkedList<Place> places = [];

    public int Count => places.Count;

    /// <summary>Timers know whole milliseconds; one too early would only be set again.</summary>
    public static TimeSpan WholeMilliseconds(TimeSpan wait) =>
        wait <= TimeSpan.Zero ? TimeSpan.FromMilliseconds(1)
        : TimeSpan.FromMilliseconds(Math.Ceiling(Math.Min(wait.TotalMilliseconds, 86_400_000)));

    /// <param name="isFirst">It had its turn and was sent back.</param>
    public Place Add(TimeSpan deadline, bool isFirst)
    {
        var place = new Place(deadline);
        if (isFirst)
        {
            places.AddFirst(place);
        }
        else
        {
            places.AddLast(place);
        }

        return place;
    }

    /// <returns>False when nobody waits.</returns>
    public bool CallFirst(IRateGate owner)
    {
        while (places.First is { Value: var place })
        {
            places.RemoveFirst();
            if (place.Answer(new RatePass(owner, TimeSpan.Zero)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Answers those who cannot have their turn before their deadline.</summary>
    public void CallOff(Func<int, TimeSpan> waitFor, TimeSpan now)
    {
        var ahead = 0;
        for (var node = places.First; node is not null;)
        {
            var (place, next) = (node.Value, node.Next);
            var wait = waitFor(ahead);
            if (now + wait > place.Deadline)
            {
                place.Answer(new RatePass(null, wait));
            }

            if (place.IsAnswered)
            {
                places.Remove(node);
            }
            else
            {
                ahead++;
            }

            node = next;
        }
    }

    public void TakeOver(WaitingLine other)
    {
        foreach (var place in other.places)
        {
            places.AddLast(place);
        }

        other.places.Clear();
    }

    /// <param name="waitFor">How long it would still have to wait, when its patience ends.</param>
    public async Task<RatePass> WaitAsync(Place place, Func<TimeSpan> waitFor, CancellationToken cancellationToken)
    {
        try
        {
            return await place.Answered.WaitAsync(
                WholeMilliseconds(place.Deadline - clock.Now), clock.Time, cancellationToken);
        }
        catch (TimeoutException)
        {
            lock (gate)
            {
                place.Answer(new RatePass(null, waitFor()));
                places.Remove(place);
            }

            return await place.Answered;
        }
        catch (OperationCanceledException)
        {
            lock (gate)
            {
                places.Remove(place);
            }

            // Its turn may have come in the same moment, perhaps elsewhere: then it is given back.
            if (!place.Answer(new RatePass(null, TimeSpan.Zero)) && (await place.Answered).Gate is { } called)
            {
                called.Leave(new RateNews.NotSent(), TimeSpan.MaxValue);
            }

            throw;
        }
    }

    internal sealed class Place(TimeSpan deadline)
    {
        private readonly TaskCompletionSource<RatePass> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TimeSpan Deadline => deadline;

        public Task<RatePass> Answered => answer.Task;

        public bool IsAnswered => answer.Task.IsCompleted;

        /// <returns>False: it was answered before.</returns>
        public bool Answer(RatePass pass) => answer.TrySetResult(pass);
    }
}
