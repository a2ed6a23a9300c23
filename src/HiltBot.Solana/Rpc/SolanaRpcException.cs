namespace HiltBot.Solana.Rpc;

/// <summary>
/// A call that ended without an answer: refused at once, or given up after a bounded number of tries. After a
/// send it does not mean that nothing was sent.
/// </summary>
public sealed class SolanaRpcException(string method, RpcError error, int tries)
    : Exception($"{method} ended after {tries} {(tries == 1 ? "try" : "tries")}: {error.Text}")
{
    public string Method { get; } = method;

    public RpcError Error { get; } = error;

    public int Tries { get; } = tries;
}
