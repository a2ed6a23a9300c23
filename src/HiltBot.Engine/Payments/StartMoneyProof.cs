using HiltBot.Engine.Checkouts;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.Solana.Keys;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Payments;

public abstract record ProofStart
{
    private ProofStart()
    {
    }

    public sealed record Started(MoneyProofId Id, string Text, DateTimeOffset ExpiresAt) : ProofStart;

    /// <summary>No such session, or no such refund.</summary>
    public sealed record Unknown : ProofStart;

    public sealed record NotAWallet : ProofStart;

    /// <summary>The refund was sent or withdrawn: it goes nowhere else.</summary>
    public sealed record Over : ProofStart;
}

/// <summary>Makes the text that a wallet signs to claim money, or to have a refund sent to it.</summary>
public sealed class StartMoneyProof(Work work, PublicAddress address, Network network, TimeProvider time)
{
    public Task<ProofStart> ForClaimAsync(
        PaymentId paymentId, string wallet, CancellationToken cancellationToken) => work.RunAsync<ProofStart>(
        async db =>
        {
            var payment = await db.Payments.AsNoTracking()
                .SingleOrDefaultAsync(row => row.Id == paymentId, cancellationToken);
            return payment is null ? new ProofStart.Unknown()
                : !IsWallet(wallet) ? new ProofStart.NotAWallet()
                : Start(
                    db, payment.MerchantId, payment.Id, null, wallet,
                    $"This wallet sent the money for payment {payment.Id}. Signing costs nothing and moves no money.");
        },
        cancellationToken);

    public Task<ProofStart> ForRefundAsync(
        string addressKey, string wallet, CancellationToken cancellationToken) => work.RunAsync<ProofStart>(
        async db =>
        {
            var refund = await db.Refunds.AsNoTracking()
                .SingleOrDefaultAsync(row => row.AddressKey == addressKey, cancellationToken);
            return refund is null ? new ProofStart.Unknown()
                : !refund.IsOpen || refund.State != Refunds.RefundState.Prepared ? new ProofStart.Over()
                : !IsWallet(wallet) || wallet == refund.FromWallet ? new ProofStart.NotAWallet()
                : Start(
                    db, refund.MerchantId, null, refund.Id, wallet,
                    $"Send the refund of {refund.Amount} to this wallet. Signing costs nothing and moves no money.");
        },
        cancellationToken);

    private ProofStart.Started Start(
        HiltDb db, MerchantId merchantId, PaymentId? paymentId, RefundId? refundId, string wallet, string statement)
    {
        var now = time.Now();
        var id = MoneyProofId.New(now);
        var chain = network.Name == Network.Mainnet ? "mainnet" : network.Name;
        var proof = new MoneyProof
        {
            Id = id,
            MerchantId = merchantId,
            PaymentId = paymentId,
            RefundId = refundId,
            Wallet = wallet,
            Text = MoneyProof.TextOf(address.Origin, wallet, statement, chain, id, now),
            CreatedAt = now,
            ExpiresAt = now + MoneyProof.TimeToUse,
        };
        db.MoneyProofs.Add(proof);
        return new ProofStart.Started(id, proof.Text, proof.ExpiresAt);
    }

    private static bool IsWallet(string text) => Address.TryParse(text, out var parsed) && parsed.IsOnCurve;
}
