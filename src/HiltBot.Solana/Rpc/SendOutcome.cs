using HiltBot.Solana.Keys;

namespace HiltBot.Solana.Rpc;

/// <summary>
/// How a send ended. None of them says that the transaction landed: only its status does. A call that was
/// given up is a <see cref="SolanaRpcException"/>, and the transaction may have been sent nevertheless.
/// </summary>
public abstract record SendOutcome(Signature Signature)
{
    /// <summary>The node took it.</summary>
    public sealed record Sent(Signature Signature) : SendOutcome(Signature);

    /// <summary>It landed earlier.</summary>
    public sealed record AlreadyProcessed(Signature Signature) : SendOutcome(Signature);

    /// <summary>It would have failed, so the node did not send it.</summary>
    public sealed record PreflightFailed(
        Signature Signature, TransactionError Error, IReadOnlyList<string> Logs)
        : SendOutcome(Signature);
}
