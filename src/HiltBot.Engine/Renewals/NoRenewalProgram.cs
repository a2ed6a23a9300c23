using HiltBot.Engine.Payments;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Renewals;

/// <summary>No program is configured: nothing is collected by itself, and there is nothing to cancel.</summary>
public sealed class NoRenewalProgram : IRenewalProgram
{
    public const string Why =
        "This server does not collect renewals by itself. The payment counts; the next period is paid by hand.";

    public bool Collects => false;

    public Task<RenewalOffer?> OfferAsync(
        Payment payment, string? payerWallet, CancellationToken cancellationToken) =>
        Task.FromResult<RenewalOffer?>(null);

    public Task<RenewalSetUp> SetUpAsync(
        Payment payment, RenewalProof proof, CancellationToken cancellationToken) =>
        Task.FromResult<RenewalSetUp>(new RenewalSetUp.Failed(Why));

    public Task<Authorization?> FindAsync(
        MerchantId merchantId, string authorizationId, CancellationToken cancellationToken) =>
        Task.FromResult<Authorization?>(null);

    public Task<CancelStep> IntendCancelAsync(
        Authorization authorization, string? reason, bool atPeriodEnd, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("Without a program there is no authorization.");

    public Task<CancelStep> ConfirmCancelAsync(
        Authorization authorization, CancelProof proof, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("Without a program there is no authorization.");
}
