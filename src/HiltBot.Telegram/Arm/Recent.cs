using System.Diagnostics.CodeAnalysis;

namespace HiltBot.Telegram.Arm;

/// <summary>What was seen lately: so many and no more, the oldest go first. It may be lost at any time.</summary>
internal sealed class Recent<TKey, TValue>(int max)
    where TKey : notnull
{
    private readonly Lock gate = new();
    private readonly Dictionary<TKey, (TValue Value, LinkedListNode<TKey> Place)> values = [];
    private readonly LinkedList<TKey> order = [];

    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        lock (gate)
        {
            var isKnown = values.TryGetValue(key, out var known);
            value = known.Value;
            return isKnown;
        }
    }

    public void Keep(TKey key, TValue value)
    {
        lock (gate)
        {
            if (values.TryGetValue(key, out var known))
            {
                order.Remove(known.Place);
            }

            values[key] = (value, order.AddLast(key));
            while (order.Count > max)
            {
                values.Remove(order.First!.Value);
                order.RemoveFirst();
            }
        }
    }

    /// <returns>False where it was not there.</returns>
    public bool TryTake(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        lock (gate)
        {
            var wasKnown = values.Remove(key, out var known);
            value = known.Value;
            if (wasKnown)
            {
                order.Remove(known.Place);
            }

            return wasKnown;
        }
    }
}
