namespace HiltBot.Discord.Arm;

/// <summary>Ids that were learnt by a call and serve again; of too many the longest unused are forgotten.</summary>
internal sealed class KnownIds(int countMax)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, LinkedListNode<(string Key, string Id)>> nodes = new(StringComparer.Ordinal);
    private readonly LinkedList<(string Key, string Id)> byUse = [];

    public string? Find(string key)
    {
        lock (gate)
        {
            if (!nodes.TryGetValue(key, out var node))
            {
                return null;
            }

            byUse.Remove(node);
            byUse.AddFirst(node);
            return node.Value.Id;
        }
    }

    public void Keep(string key, string id)
    {
        lock (gate)
        {
            Remove(key);
            nodes[key] = byUse.AddFirst((key, id));
            if (nodes.Count > countMax)
            {
                Remove(byUse.Last!.Value.Key);
            }
        }
    }

    public void Forget(string key)
    {
        lock (gate)
        {
            Remove(key);
        }
    }

    private void Remove(string key)
    {
        if (nodes.Remove(key, out var node))
        {
            byUse.Remove(node);
        }
    }
}
