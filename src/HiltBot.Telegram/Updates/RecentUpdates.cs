namespace HiltBot.Telegram.Updates;

/// <summary>
/// Which updates this process acted on lately: one that Telegram repeats is not looked at again. The engine's word holds
/// without it, also after a restart; this only spares the questions and answers that would be repeated.
/// </summary>
internal sealed class RecentUpdates
{
    private const int CountMax = 4000;

    private readonly Lock gate = new();
    private readonly Queue<long> order = new();
    private readonly HashSet<long> known = [];

    public bool Has(long updateId)
    {
        lock (gate)
        {
            return known.Contains(updateId);
        }
    }

    public void Add(long updateId)
    {
        lock (gate)
        {
            if (!known.Add(updateId))
            {
                return;
            }

            order.Enqueue(updateId);
            if (order.Count > CountMax)
            {
                known.Remove(order.Dequeue());
            }
        }
    }
}
