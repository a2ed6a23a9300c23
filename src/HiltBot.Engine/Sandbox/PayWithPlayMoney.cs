using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.Solana.Keys;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Sandbox;

/// <summary>What a play payment led to. Paid is on the ledger; whether it counts, settlement says.</summary>
public abstract record PlayOutcome
{
    private PlayOutcome()
    {
    }

    public sealed record Sent(string Signature) : PlayOutcome;

    public sealed record UnknownPayment : PlayOutcome;

    /// <summary>Money was sent for this session since whoever pays looked at it: nothing more was.</summary>
    public sealed record SentAlready : PlayOutcome;

    /// <summary>The wallet is not 32 bytes of base58, or the amount is below zero.</summary>
    public sealed record NotPossible(string Why) : PlayOutcome;

    /// <summary>Play money exists on the sandbox network only.</summary>
    public sealed record NotASandbox : PlayOutcome;
}

/// <summary>
/// A sandbox wallet pays a session: the right amount, or another one. Settlement is woken at once.
/// </summary>
public sealed class PayWithPlayMoney(Work work, PlayLedger ledger, Network network)
{
    /// <summary>Pays in any case.</summary>
    public Task<PlayOutcome> HandleAsync(
        PaymentId paymentId, string wallet, long? amountMinorUnits, CancellationToken cancellationToken) =>
        HandleAsync(paymentId, wallet, amountMinorUnits, null, cancellationToken);

    /// <param name="sentBefore">
    /// How many transactions the payer saw for this session: a second press of the same button pays nothing.
    /// </param>
    public async Task<PlayOutcome> HandleAsync(
        PaymentId paymentId, string wallet, long? amountMinorUnits, int? sentBefore, CancellationToken cancellationToken)
    {
        if (!network.IsSandbox)
        {
            return new PlayOutcome.NotASandbox();
        }

        if (!Address.TryParse(wallet, out _) || amountMinorUnits < 0)
        {
            return new PlayOutcome.NotPossible("A play wallet is a Solana address, and an amount is not below zero.");
        }

        return await work.RunAsync<PlayOutcome>(
            async db =>
            {
                var payment = await db.Payments.AsNoTracking()
                    .SingleOrDefaultAsync(row => row.Id == paymentId, cancellationToken);
                if (payment is null)
                {
                    return new PlayOutcome.UnknownPayment();
                }

                // One after the other, so that of two presses the second sees the first.
                await PlayLedger.TakeTurnAsync(db, cancellationToken);
                return sentBefore is { } seen && await CountAsync(db, payment.Reference, cancellationToken) != seen
                    ? new PlayOutcome.SentAlready()
                    : new PlayOutcome.Sent(await ledger.AppendAsync(
                        db, PlayMove.ToPay(payment, wallet, amountMinorUnits), cancellationToken));
            },
            cancellationToken);
    }

    private static Task<int> CountAsync(HiltDb db, string reference, CancellationToken cancellationToken) =>
        db.PlayEntries.Where(row => row.Account == reference).Select(row => row.Slot).Distinct()
            .CountAsync(cancellationToken);
}
