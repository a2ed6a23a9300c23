using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using HiltBot.Solana.Keys;

namespace HiltBot.Solana.Rpc.Socket;

/// <summary>
/// What one connection has subscribed to, and what its messages mean. Safe for one sender beside one reader.
/// </summary>
internal sealed class Subscriptions(Commitment commitment)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<int, Address> _asked = [];
    private readonly Dictionary<ulong, Address> _confirmed = [];
    private int _lastId;

    public int Confirmed
    {
        get
        {
            lock (_lock)
                return _confirmed.Count;
        }
    }

    /// <summary>What to send so that exactly these are subscribed to.</summary>
    public IReadOnlyList<byte[]> ChangeTo(IReadOnlySet<Address> wanted)
    {
        lock (_lock)
        {
            var messages = new List<byte[]>();
            foreach (var (id, address) in _confirmed.Where(one => !wanted.Contains(one.Value)).ToList())
            {
                _confirmed.Remove(id);
                messages.Add(Message("logsUnsubscribe", [id]));
            }

            var known = _asked.Values.Concat(_confirmed.Values).ToHashSet();
            foreach (var address in wanted.Where(address => !known.Contains(address)))
            {
                messages.Add(Message(
                    "logsSubscribe",
                    [
                        new JsonObject { ["mentions"] = new JsonArray { address.ToString() } },
                        new JsonObject { ["commitment"] = commitment.NameOfVoted() },
                    ]));
                _asked[_lastId] = address;
            }

            return messages;
        }
    }

    /// <returns>False when the message makes no sense.</returns>
    /// <param name="message">UTF-8 JSON, or anything.</param>
    /// <param name="mentioned">The address that a transaction mentioned; null for other messages.</param>
    public bool TryRead(ReadOnlyMemory<byte> message, out Address? mentioned)
    {
        mentioned = null;
        try
        {
            using var json = JsonDocument.Parse(message, new JsonDocumentOptions { MaxDepth = 16 });
            var root = json.RootElement;
            if (root.Maybe("method") is { } method)
            {
                var about = root.Member("params").Member("subscription").U64();
                lock (_lock)
                    mentioned = _confirmed.TryGetValue(about, out var address) ? address : null;

                // One that was just given up may still be told.
                return method.Text() == "logsNotification";
            }

            return TryConfirm(root);
        }
        catch (Exception error) when (error is JsonException or FormatException or InvalidOperationException)
        {
            return false;
        }
    }

    private bool TryConfirm(JsonElement root)
    {
        var id = root.Member("id").Index();
        lock (_lock)
        {
            if (!_asked.Remove(id, out var address))
                return id > 0 && id <= _lastId;

            // A refused one is asked for again at the next look.
            if (root.Maybe("result") is { } result)
                _confirmed[result.U64()] = address;
            return true;
        }
    }

    private byte[] Message(string method, JsonArray parameters)
    {
        var body = new JsonObject
        {
            ["jsonrpc"] = "2.0",
            ["id"] = ++_lastId,
            ["method"] = method,
            ["params"] = parameters,
        };
        return Encoding.UTF8.GetBytes(body.ToJsonString());
    }
}
