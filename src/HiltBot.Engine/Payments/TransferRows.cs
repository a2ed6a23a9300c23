using System.Text;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Payments;

/// <summary>
/// Writes transfers: (signature, account) is the world's own key, and the insert may lose (rule 3).
/// </summary>
internal static class TransferRows
{
    private const int MemoMax = 200;

    /// <summary>
    /// The first statement of the transaction that records; its verdict is decided after it.
    /// </summary>
    /// <returns>False when the row stands already.</returns>
    public static async Task<bool> InsertAsync(
        HiltDb db, TransferId id, ChainTransaction transaction, AccountFacts account, Arrival arrival,
        DateTimeOffset now, CancellationToken cancellationToken)
    {
        var blockTime = transaction.BlockTime is { } at ? db.Dialect.Parameter(at.Cut()) : null;
        return await db.Database.ExecuteSqlAsync(
            $"""
            insert into transfers (id, signature, account, wallet, token_mint, amount_minor_units, slot, block_time,
                payer_wallet, payer_signed, memo, verdict, excess_minor_units, fee_minor_units, recorded_at)
            values ({id.Value}, {transaction.Signature}, {account.Address}, {account.Wallet}, {account.TokenMint},
                {arrival.AmountMinorUnits}, {transaction.Slot}, {blockTime}, {arrival.PayerWallet}, {false},
                {MemoOf(transaction)}, {EnumText.Of(Verdict.OtherIncome)}, 0, 0, {db.Dialect.Parameter(now)})
            on conflict do nothing
            """,
            cancellationToken) == 1;
    }

    // Strangers write memos: they are cut, and letters that a database or a page chokes on are left out.
    internal static string? MemoOf(ChainTransaction transaction)
    {
        var memo = transaction.Memos.FirstOrDefault(one => Marks.NonceOf(one) is not null)
            ?? (transaction.Memos.Count > 0 ? transaction.Memos[0] : null);
        if (memo is null)
        {
            return null;
        }

        return string.Concat(memo.EnumerateRunes().Where(rune => !Rune.IsControl(rune)).Take(MemoMax));
    }
}
