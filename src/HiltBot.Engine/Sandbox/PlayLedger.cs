using System.Security.Cryptography;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.Solana.Keys;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Sandbox;

/// <summary>
/// Writes the sandbox network's chain: one transaction a slot, final at once. Writers and the reader of the
/// head take turns, so that a head never runs ahead of a transaction that is still being written (rule 12).
/// </summary>
public sealed class PlayLedger(BusinessTime business, Watches watches)
{
    /// <returns>The signature.</returns>
    public async Task<string> AppendAsync(HiltDb db, PlayMove move, CancellationToken cancellationToken)
    {
        await TakeTurnAsync(db, cancellationToken);
        var transaction = new PlayTransaction
        {
            Signature = Signature.From(RandomNumberGenerator.GetBytes(Signature.Length)).ToString(),
            BlockTime = business.Now(),
            PayerWallet = move.FromWallet,
            HasFailed = move.HasFailed,
            Memo = move.Memo,
            References = string.Join(' ', move.References),
        };
        db.PlayTransactions.Add(transaction);
        await db.SaveChangesAsync(cancellationToken);

        var entries = EntriesOf(move, transaction).ToList();
        db.PlayEntries.AddRange(entries);
        foreach (var account in entries.Select(entry => entry.Account).Distinct())
        {
            await watches.HurryAsync(db, account, cancellationToken);
        }

        return transaction.Signature;
    }

    /// <summary>
    /// Waits for a transaction that is being written, and keeps others out until this one commits.
    /// </summary>
    public static Task TakeTurnAsync(HiltDb db, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync(
            $"update installations set network = network where id = {Installation.OnlyId}", cancellationToken);

    private static IEnumerable<PlayEntry> EntriesOf(PlayMove move, PlayTransaction transaction)
    {
        foreach (var share in move.Shares)
        {
            yield return Entry(share.Wallet, share.TokenMint, share.ChangeMinorUnits);
        }

        foreach (var debit in move.Shares.GroupBy(share => share.TokenMint))
        {
            yield return Entry(move.FromWallet, debit.Key, -debit.Sum(share => share.ChangeMinorUnits));
        }

        foreach (var reference in move.References)
        {
            yield return new PlayEntry
            {
                Signature = transaction.Signature,
                Slot = transaction.Slot,
                Account = reference,
            };
        }

        // A failed transaction still names its keys, and changes nothing.
        PlayEntry Entry(string wallet, string tokenMint, long change) => new()
        {
            Signature = transaction.Signature,
            Slot = transaction.Slot,
            Account = PlayMove.AccountOf(wallet, tokenMint),
            Wallet = wallet,
            TokenMint = tokenMint,
            ChangeMinorUnits = move.HasFailed ? 0 : change,
        };
    }
}
