using HiltBot.Engine.Payments;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Renewals;

/// <summary>
/// The program on the ledger by which a merchant collects renewals that the payer allowed (contract 10). Everything that
/// the product says about AUTOMATIC renewal goes through here.
/// </summary>
public interface IRenewalProgram
{
    /// <summary>Whether anything is collected here at all: without it nothing is offered that renews by itself.</summary>
    bool Collects { get; }

    /// <summary>
    /// What a wallet signs to allow it; null where no program is configured, or the merchant published no plan for these
    /// terms.
    /// </summary>
    /// <param name="payerWallet">Null: not known yet; then there is nothing to sign.</param>
    Task<RenewalOffer?> OfferAsync(Payment payment, string? payerWallet, CancellationToken cancellationToken);

    /// <summary>Notes what the payer signed beside their first payment. The payment confirms either way.</summary>
    Task<RenewalSetUp> SetUpAsync(Payment payment, RenewalProof proof, CancellationToken cancellationToken);

    /// <summary>Null when this merchant has no such authorization.</summary>
    Task<Authorization?> FindAsync(MerchantId merchantId, string authorizationId, CancellationToken cancellationToken);

    /// <summary>What the wallet signs to end it, and that somebody wants to; final is nothing of it.</summary>
    Task<CancelStep> IntendCancelAsync(
        Authorization authorization, string? reason, bool atPeriodEnd, CancellationToken cancellationToken);

    Task<CancelStep> ConfirmCancelAsync(
        Authorization authorization, CancelProof proof, CancellationToken cancellationToken);
}

public sealed record RenewalOffer(RenewalAccounts Accounts, IReadOnlyList<WalletInstruction> Instructions);

/// <summary>What a confirmation carries of the set-up (contract 4.3).</summary>
public sealed record RenewalProof(string SetupKey, string? MessageSignatureBase64, string? SetupSignature)
{
    public string? AuthorityPda { get; init; }

    public string? SubscriptionPda { get; init; }

    public string? PlanPda { get; init; }

    public string? PayerTokenAccount { get; init; }
}

/// <summary>How a set-up stands: <c>active</c>, <c>pending</c> or <c>failed</c> with its reason.</summary>
public abstract record RenewalSetUp
{
    private RenewalSetUp()
    {
    }

    public sealed record Active : RenewalSetUp;

    public sealed record Pending : RenewalSetUp;

    public sealed record Failed(string Why) : RenewalSetUp;
}

/// <param name="Signature">Of the transaction that cancels or revokes; null only where the ledger is not asked.</param>
public sealed record CancelProof(string? Signature, bool IsImmediate, bool MustVerify, string? Reason);

public abstract record CancelStep
{
    private CancelStep()
    {
    }

    /// <param name="Instructions">What the wallet signs next; empty when nothing is left to sign.</param>
    /// <param name="CheckedAt">When the ledger was asked about the signature; null: it was not.</param>
    public sealed record Taken(
        Authorization Authorization, IReadOnlyList<WalletInstruction> Instructions, DateTimeOffset? AccessUntil,
        DateTimeOffset? CheckedAt) : CancelStep;

    /// <summary>It ended by another signature.</summary>
    public sealed record EndedAlready : CancelStep;

    /// <summary>The ledger does not show what the signature should have done.</summary>
    public sealed record NotShown(string Why) : CancelStep;
}
