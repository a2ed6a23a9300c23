using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Payments;

/// <summary>Whose marks a transaction carries.</summary>
public sealed record Marked(IReadOnlyList<PaymentId> Sessions, IReadOnlyList<RefundId> Refunds)
{
    public static readonly Marked Nothing = new([], []);
}

/// <summary>
/// How a transaction says what it pays: the memo <c>HILT:{nonce}</c>, or the session's reference key.
/// </summary>
public static class Marks
{
    private const string Prefix = "HILT:";
    private const int NonceMax = 64;

    public static string MemoOf(string nonce) => Prefix + nonce;

    /// <summary>Null when the memo is somebody else's business.</summary>
    public static string? NonceOf(string memo) =>
        memo.StartsWith(Prefix, StringComparison.Ordinal) && memo.Length > Prefix.Length ? memo[Prefix.Length..] : null;

    /// <summary>
    /// Finds the sessions, and the refunds, that each transaction carries marks of, for a whole page in one
    /// query each. A mark stands in the database before anybody can put it into a transaction, so this may be asked ahead of
    /// recording.
    /// </summary>
    public static async Task<IReadOnlyDictionary<string, Marked>> FindAsync(
        HiltDb db, IReadOnlyCollection<ChainTransaction> transactions, CancellationToken cancellationToken)
    {
        // Strangers write memos: what no nonce of ours looks like is not even asked for.
        var nonces = transactions.SelectMany(one => one.Memos).Select(NonceOf).OfType<string>()
            .Where(nonce => nonce.Length <= NonceMax && nonce.All(letter => letter is > ' ' and <= '~'))
            .Distinct().ToList();
        var keys = transactions.SelectMany(one => one.Keys).Distinct().ToList();
        var found = await db.Payments.IgnoreQueryFilters()
            .Where(payment => nonces.Contains(payment.Nonce) || keys.Contains(payment.Reference))
            .Select(payment => new { payment.Id, payment.Nonce, payment.Reference })
            .ToListAsync(cancellationToken);
        var refunds = await db.Refunds.IgnoreQueryFilters().Where(refund => keys.Contains(refund.Reference))
            .Select(refund => new { refund.Id, refund.Reference }).ToListAsync(cancellationToken);
        return transactions.ToDictionary(one => one.Signature, one => new Marked(
            [
                .. found.Where(mark => one.Keys.Contains(mark.Reference) || one.Memos.Contains(MemoOf(mark.Nonce)))
                    .Select(mark => mark.Id),
            ],
            [.. refunds.Where(mark => one.Keys.Contains(mark.Reference)).Select(mark => mark.Id)]));
    }
}
