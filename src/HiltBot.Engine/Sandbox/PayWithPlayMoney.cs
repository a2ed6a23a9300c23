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
    public async Task<PlayOutcome> HandleAsync(
        PaymentId paymentId, string wallet, long? amountMinorUnits, CancellationToken cancellationToken)
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
                return payment is null
                    ? new PlayOutcome.UnknownPayment()
                    : new PlayOutcome.Sent(await ledger.AppendAsync(
                        db, PlayMove.ToPay(payment, wallet, amountMinorUnits), cancellationToken));
            },
            cancellationToken);
    }
}
