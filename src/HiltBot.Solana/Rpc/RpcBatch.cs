using System.Net;
using System.Text.Json;

namespace HiltBot.Solana.Rpc;

/// <summary>
/// The answer to a batch: either trouble with the whole of it, or an answer for each question that got one.
/// </summary>
/// <param name="Items">By the ids of the requests; what is missing was not answered.</param>
/// <param name="Error">Null when there are items.</param>
/// <param name="Remedy">What to do about the error.</param>
/// <param name="IsRefusal">The node takes no batches; it is well otherwise.</param>
internal sealed record BatchAnswer<T>(
    IReadOnlyDictionary<int, RpcAnswer<T>> Items, RpcError? Error, Remedy Remedy, bool IsRefusal)
{
    public static BatchAnswer<T> Of((RpcError Error, Remedy Remedy) trouble, bool isRefusal) =>
        new(new Dictionary<int, RpcAnswer<T>>(), trouble.Error, trouble.Remedy, isRefusal);
}

/// <summary>
/// Reads the answer to a batch. Answers come in any order; one that nobody asked for is passed over, one that
/// came twice is believed in neither form, and one that is missing is asked for alone.
/// </summary>
internal static class RpcBatch
{
    public static BatchAnswer<T> Read<T>(
        RpcReply reply, IReadOnlyList<RpcRequest> requests, Func<JsonElement, T> read)
    {
        if (reply.Body?.RootElement is { ValueKind: JsonValueKind.Array } list && reply.IsSuccess)
            return ReadItems(list, requests, read);
        if (!reply.IsSuccess && reply.Body?.RootElement.Maybe("error") is null)
        {
            return BatchAnswer<T>.Of(
                RpcAnswers.OfStatus(reply.Status, reply.RetryAfter),
                reply.Status is HttpStatusCode.BadRequest or HttpStatusCode.MethodNotAllowed
                    or HttpStatusCode.UnsupportedMediaType or HttpStatusCode.NotImplemented);
        }

        // No JSON at all says nothing about batches: it may have been cut, or be a proxy's page.
        if (reply.Body is not { } body)
            return BatchAnswer<T>.Of(RpcAnswers.OfNonsense("The answer is too long or no JSON."), false);
        if (Error(body.RootElement) is not { } error)
            return BatchAnswer<T>.Of(RpcAnswers.OfNonsense("The answer to a batch is no list."), true);
        return BatchAnswer<T>.Of(error, error.Error is not (RpcError.RetryLater or RpcError.UseAnotherNode));
    }

    private static BatchAnswer<T> ReadItems<T>(
        JsonElement list, IReadOnlyList<RpcRequest> requests, Func<JsonElement, T> read)
    {
        var asked = requests.ToDictionary(request => request.Id);
        var (items, twice) = (new Dictionary<int, RpcAnswer<T>>(), new HashSet<int>());
        foreach (var item in list.EnumerateArray())
        {
            if (item.Maybe("id") is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out var id)
                && asked.TryGetValue(id, out var request)
                && !items.TryAdd(id, RpcExchange.ReadItem(item, request, read)))
            {
                twice.Add(id);
            }
        }

        foreach (var id in twice)
            items.Remove(id);
        return items.Count > 0
            ? new BatchAnswer<T>(items, null, Remedy.GiveUp, IsRefusal: false)
            : BatchAnswer<T>.Of(RpcAnswers.OfNonsense("The batch was answered by nothing."), isRefusal: true);
    }

    private static (RpcError Error, Remedy Remedy)? Error(JsonElement root)
    {
        try
        {
            return root.Maybe("error") is { ValueKind: JsonValueKind.Object } error
                ? RpcAnswers.OfError(error)
                : null;
        }
        catch (Exception error) when (error is FormatException or InvalidOperationException)
        {
            return RpcAnswers.OfNonsense("The answer has an unexpected form.");
        }
    }
}
