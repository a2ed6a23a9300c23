namespace HiltBot.Solana.Rpc;

/// <summary>
/// What a bad answer of a node means for the caller (the table of solana.md, section 6). <see cref="Text"/>
/// is for people and never holds the node's URL, which may carry a key; <see cref="Code"/> is the JSON-RPC or
/// HTTP code.
/// </summary>
public abstract record RpcError(string Text, int? Code)
{
    /// <summary>
    /// It is about what was asked for: a JSON-RPC error that is not the node's own trouble, an answer that
    /// nobody can read, or one that is too large. Other questions may well be answered.
    /// </summary>
    public bool IsOfQuestion =>
        this is Unreadable or OurBug { Code: < 0 } or DoNotRetry { Code: < 0 or 413 };

    /// <summary>
    /// The node is busy or the block not ready: ask again later, not before RetryAfter if there is one.
    /// </summary>
    public sealed record RetryLater(string Text, int? Code, TimeSpan? RetryAfter) : RpcError(Text, Code);

    /// <summary>This node is behind, broken, silent or answers nonsense: another may know.</summary>
    public sealed record UseAnotherNode(string Text, int? Code) : RpcError(Text, Code);

    /// <summary>
    /// The node answered, and nobody here can read its answer about this one thing: the node itself is well.
    /// </summary>
    public sealed record Unreadable(string Text, int? Code) : RpcError(Text, Code);

    /// <summary>Blocked, too large, or refused for good: the same question gets the same answer.</summary>
    public sealed record DoNotRetry(string Text, int? Code) : RpcError(Text, Code);

    /// <summary>The request itself is wrong.</summary>
    public sealed record OurBug(string Text, int? Code) : RpcError(Text, Code);

    /// <summary>
    /// The node tried the transaction and it failed; nothing was sent. <c>BlockhashNotFound</c> may be a node
    /// that lags: the same bytes were retried before this is said.
    /// </summary>
    public sealed record PreflightFailed(
        string Text, int? Code, TransactionError Error, IReadOnlyList<string> Logs)
        : RpcError(Text, Code);

    /// <summary>The transaction landed earlier: look at its status.</summary>
    public sealed record AlreadyProcessed(string Text, int? Code) : RpcError(Text, Code);
}
