using System.Net;
using System.Text.Json;

namespace HiltBot.Solana.Rpc;

/// <summary>What the client does about a bad answer.</summary>
internal enum Remedy
{
    /// <summary>Tell the caller at once.</summary>
    GiveUp,

    /// <summary>The node is fine, its answer is not there yet: ask again after a pause.</summary>
    AskAgain,

    /// <summary>Let the node rest, for everybody, and go on with another if there is one.</summary>
    RestNode,

    /// <summary>The node refuses us: never ask it again in this call.</summary>
    LeaveNode,

    /// <summary>The node is fine, its answer to this question is not: ask the others, each once.</summary>
    AskAnother,
}

/// <summary>One exchange: a result, or an error with its remedy.</summary>
internal readonly record struct RpcAnswer<T>(T? Result, RpcError? Error, Remedy Remedy);

/// <summary>The table of solana.md, section 6, in code.</summary>
internal static class RpcAnswers
{
    private const int TextMax = 300;

    public static (RpcError Error, Remedy Remedy) OfStatus(HttpStatusCode status, TimeSpan? retryAfter)
    {
        var code = (int)status;
        return code switch
        {
            429 => (new RpcError.RetryLater("The node limits our rate.", code, retryAfter), Remedy.RestNode),
            401 or 402 or 403 => (new RpcError.DoNotRetry("The node blocks us.", code), Remedy.LeaveNode),
            413 => (
                new RpcError.DoNotRetry("The request or answer is too large for the node.", code),
                Remedy.GiveUp),
            503 when retryAfter is not null =>
                (new RpcError.RetryLater("The node is out of service.", code, retryAfter), Remedy.RestNode),
            400 or 405 or 415 => (
                new RpcError.OurBug($"The node refuses the request: HTTP {code}.", code), Remedy.GiveUp),
            404 => (new RpcError.DoNotRetry("There is no node at this URL.", code), Remedy.LeaveNode),
            _ => (new RpcError.UseAnotherNode($"The node answers HTTP {code}.", code), Remedy.RestNode),
        };
    }

    public static (RpcError Error, Remedy Remedy) OfNonsense(string text) =>
        (new RpcError.UseAnotherNode(text, null), Remedy.RestNode);

    /// <param name="isOfOne">One thing was asked about: what is odd is that thing, and not the node.</param>
    public static (RpcError Error, Remedy Remedy) OfUnreadable(string text, bool isOfOne) =>
        isOfOne ? (new RpcError.Unreadable(text, null), Remedy.AskAnother) : OfNonsense(text);

    /// <summary>Reads the error object of a JSON-RPC answer.</summary>
    public static (RpcError Error, Remedy Remedy) OfError(JsonElement error)
    {
        int? code = error.Maybe("code") is { ValueKind: JsonValueKind.Number } number
            && number.TryGetInt32(out var value) ? value : null;
        var said = error.Maybe("message") is { ValueKind: JsonValueKind.String } message
            ? message.GetString()!
            : "without a word";
        var text = $"{(said.Length <= TextMax ? said : said[..TextMax])} ({code})";
        return code switch
        {
            -32002 => OfPreflight(error.Maybe("data"), text, said),
            -32003 => (new RpcError.DoNotRetry(text, code), Remedy.GiveUp),
            -32004 or -32007 or -32009 or -32014 => (
                new RpcError.RetryLater(text, code, null), Remedy.AskAgain),
            429 or -32429 => (new RpcError.RetryLater(text, code, null), Remedy.RestNode),
            -32005 or -32016 => (new RpcError.UseAnotherNode(text, code), Remedy.RestNode),

            // The node has an error of its own, or has thrown away what we ask for.
            -32603 or -32001 or -32008 or -32010 or -32011 or -32019 =>
                (new RpcError.UseAnotherNode(text, code), Remedy.RestNode),
            -32015 or -32600 or -32601 or -32602 or -32700 => (
                new RpcError.OurBug(text, code), Remedy.GiveUp),
            _ => (new RpcError.DoNotRetry(text, code), Remedy.GiveUp),
        };
    }

    private static (RpcError Error, Remedy Remedy) OfPreflight(JsonElement? data, string text, string said)
    {
        const int code = -32002;
        var error = TransactionError.Read(data?.Maybe("err"));
        if (error?.Kind == TransactionError.AlreadyProcessed
            || (error is null && said.Contains("already been processed", StringComparison.OrdinalIgnoreCase)))
        {
            return (new RpcError.AlreadyProcessed(text, code), Remedy.GiveUp);
        }

        var logs = data?.ItemsOf("logs").Select(line => line.Text()).ToArray() ?? [];
        var failed = new RpcError.PreflightFailed(
            text, code, error ?? new TransactionError("Unknown", null, null, null), logs);
        return (failed, error?.Kind == TransactionError.BlockhashNotFound ? Remedy.AskAgain : Remedy.GiveUp);
    }
}
