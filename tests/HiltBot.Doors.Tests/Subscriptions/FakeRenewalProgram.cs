using HiltBot.Engine.Payments;
using HiltBot.Engine.Renewals;
using HiltBot.Engine.Values;

namespace HiltBot.Doors.Tests.Subscriptions;

/// <summary>A program that keeps one authorization and knows one good signature.</summary>
internal sealed class FakeRenewalProgram : IRenewalProgram
{
    public const string GoodSignature = "a-signature-that-the-ledger-shows";

    public static readonly RenewalAccounts Accounts = new(
        "De1egAFMkMWZSN5rYXRj9CAdheBamobVNubTsi9avR44", "token account", "authority", "subscription", "plan", "7", "merchant");

    public Authorization? Kept { get; set; }

    public bool Collects => true;

    public Task<RenewalOffer?> OfferAsync(
        Payment payment, string? payerWallet, CancellationToken cancellationToken) =>
        Task.FromResult<RenewalOffer?>(new RenewalOffer(
            Accounts, [new WalletInstruction(Accounts.ProgramId, [new WalletAccount("payer", true, true)], "AA==")]));

    public Task<RenewalSetUp> SetUpAsync(Payment payment, RenewalProof proof, CancellationToken cancellationToken) =>
        Task.FromResult<RenewalSetUp>(
            proof.MessageSignatureBase64 is null ? new RenewalSetUp.Pending() : new RenewalSetUp.Active());

    public Task<Authorization?> FindAsync(
        MerchantId merchantId, string authorizationId, CancellationToken cancellationToken) =>
        Task.FromResult(Kept is { } kept && kept.Id == authorizationId && kept.MerchantId == merchantId ? kept : null);

    public Task<CancelStep> IntendCancelAsync(
        Authorization authorization, string? reason, bool atPeriodEnd, CancellationToken cancellationToken)
    {
        Kept = authorization with
        {
            Status = AuthorizationStatus.CancelPending,
            CancelReason = reason,
            CancelsAtPeriodEnd = atPeriodEnd,
        };
        return Task.FromResult<CancelStep>(new CancelStep.Taken(
            Kept, [new WalletInstruction(Accounts.ProgramId, [], "DA==")], DateTimeOffset.UnixEpoch, null));
    }

    public Task<CancelStep> ConfirmCancelAsync(
        Authorization authorization, CancelProof proof, CancellationToken cancellationToken)
    {
        if (authorization.IsOver && authorization.CancellationSignature != proof.Signature)
        {
            return Task.FromResult<CancelStep>(new CancelStep.EndedAlready());
        }

        if (proof.MustVerify && proof.Signature != GoodSignature)
        {
            return Task.FromResult<CancelStep>(new CancelStep.NotShown("The ledger does not show it."));
        }

        Kept = authorization with
        {
            Status = proof.IsImmediate ? AuthorizationStatus.Revoked : AuthorizationStatus.Cancelled,
            CancellationSignature = proof.Signature,
            CancelledAt = DateTimeOffset.UnixEpoch,
            NextCollectionDueAt = null,
        };
        return Task.FromResult<CancelStep>(
            new CancelStep.Taken(Kept, [], DateTimeOffset.UnixEpoch, proof.MustVerify ? DateTimeOffset.UnixEpoch : null));
    }
}
