using HiltBot.Engine.Outbox;

namespace HiltBot.Engine.Payments;

/// <summary>What came of reading some transactions.</summary>
/// <param name="Failed">Listed by the ledger and not to be read, with the reason.</param>
/// <param name="Trouble">The ledger itself stopped answering; the rest was not asked for.</param>
public sealed record TransactionsRead(
    IReadOnlyList<ChainTransaction> Transactions, IReadOnlyList<(string Signature, string Reason)> Failed,
    ChainUnreadableException? Trouble);

/// <summary>
/// Reads transactions so that one in a form nobody here knows does not hide the money around it.
/// </summary>
public sealed class TransactionReader(IPaymentChain chain)
{
    /// <summary>Signatures that one question may hold.</summary>
    public const int BatchMax = 10;

    /// <summary>
    /// So many failures in one batch that say nothing of the transaction: the ledger is down.
    /// </summary>
    private const int TroublesMax = 3;

    /// <exception cref="TimeoutException">The turn was over.</exception>
    public async Task<TransactionsRead> ReadAsync(
        IReadOnlyList<string> signatures, Turn turn, CancellationToken cancellationToken)
    {
        try
        {
            var found = await turn.AskAsync(token => chain.ReadAsync(signatures, token), cancellationToken);
            var missing = signatures.Where((_, place) => found[place] is null);
            return new TransactionsRead(
                [.. found.OfType<ChainTransaction>()], [.. missing.Select(NotGivenOut)], null);
        }
        catch (ChainUnreadableException exception) when (signatures.Count == 1)
        {
            return new TransactionsRead(
                [], [(signatures[0], exception.Message)], exception.Signature is null ? exception : null);
        }
        catch (ChainUnreadableException)
        {
            return await ReadOneByOneAsync(signatures, turn, cancellationToken);
        }
    }

    private async Task<TransactionsRead> ReadOneByOneAsync(
        IReadOnlyList<string> signatures, Turn turn, CancellationToken cancellationToken)
    {
        var (read, failed, troubles) = (new List<ChainTransaction>(), new List<(string, string)>(), 0);
        foreach (var signature in signatures)
        {
            var one = await ReadAsync([signature], turn, cancellationToken);
            read.AddRange(one.Transactions);
            failed.AddRange(one.Failed);
            if (one.Trouble is { } trouble && ++troubles == TroublesMax)
            {
                return new TransactionsRead(read, failed, trouble);
            }
        }

        return new TransactionsRead(read, failed, null);
    }

    private static (string Signature, string Reason) NotGivenOut(string signature) =>
        (signature, "The ledger lists it and does not give it out.");
}
