using System.Text;
using System.Text.Json.Nodes;

namespace HiltBot.Solana.Rpc;

/// <summary>A JSON-RPC request, written once: every try sends the same bytes.</summary>
internal sealed record RpcRequest(string Method, int Id, byte[] Body)
{
    /// <summary>
    /// It asks about one thing that strangers made, such as a transaction: an answer that cannot be read says
    /// nothing about the node.
    /// </summary>
    public bool IsOfOne { get; init; }

    /// <summary>Its answer is a finalized slot: how far the node has come.</summary>
    public bool TellsSlot { get; init; }

    /// <summary>The answer decides about money: a node that is behind is not asked.</summary>
    public bool Decides { get; init; }

    private static int _lastId;

    /// <summary>Several requests in one body; their answers are told apart by their ids.</summary>
    public static byte[] BodyOf(IReadOnlyList<RpcRequest> requests)
    {
        using var body = new MemoryStream();
        body.WriteByte((byte)'[');
        foreach (var (place, request) in requests.Index())
        {
            if (place > 0)
                body.WriteByte((byte)',');
            body.Write(request.Body);
        }

        body.WriteByte((byte)']');
        return body.ToArray();
    }

    public static RpcRequest Make(string method, JsonArray parameters)
    {
        var id = unchecked(Interlocked.Increment(ref _lastId)) & int.MaxValue;
        var body = new JsonObject
        {
            ["jsonrpc"] = "2.0",
            ["id"] = id,
            ["method"] = method,
            ["params"] = parameters,
        };
        return new RpcRequest(method, id, Encoding.UTF8.GetBytes(body.ToJsonString()));
    }
}
