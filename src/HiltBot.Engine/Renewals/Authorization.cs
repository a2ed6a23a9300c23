using HiltBot.Engine.Values;

namespace HiltBot.Engine.Renewals;

/// <summary>Contract section 3.</summary>
[LowerCaseOnTheWire]
public enum AuthorizationStatus
{
    Pending,
    Active,
    CancelPending,
    Cancelled,
    Revoked,
    Expired,
    RequiresReapproval,
}

/// <summary>A payer's permission to collect renewals of one membership, as whoever keeps it tells it.</summary>
/// <param name="Id">In the clear to merchants; the form is the keeper's business.</param>
public sealed record Authorization(
    string Id, MerchantId MerchantId, ProductId ProductId, string PayerWallet, string TokenMint,
    long AmountMinorUnits, int PeriodHours, AuthorizationStatus Status)
{
    public MembershipId? MembershipId { get; init; }

    public PaymentId? InitialPaymentId { get; init; }

    public PaymentId? LatestPaymentId { get; init; }

    public ReceiptId? LatestReceiptId { get; init; }

    public string? LatestCollectionAttemptId { get; init; }

    public required RenewalAccounts Accounts { get; init; }

    public DateTimeOffset? NextCollectionDueAt { get; init; }

    /// <summary>The end of what is paid.</summary>
    public DateTimeOffset? PaidThroughAt { get; init; }

    public DateTimeOffset? LastCollectionAt { get; init; }

    public string? SetupSignature { get; init; }

    public string? CancellationSignature { get; init; }

    public string? CancelReason { get; init; }

    public bool CancelsAtPeriodEnd { get; init; }

    public DateTimeOffset? CancelledAt { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }

    public DateTimeOffset? UpdatedAt { get; init; }

    public bool IsOver =>
        Status is AuthorizationStatus.Cancelled or AuthorizationStatus.Revoked or AuthorizationStatus.Expired;
}

/// <summary>The accounts of a subscription on the ledger.</summary>
/// <param name="Destination">The wallet that collections go to.</param>
public sealed record RenewalAccounts(
    string ProgramId, string? PayerTokenAccount, string? AuthorityPda, string? SubscriptionPda, string? PlanPda,
    string? PlanId, string? Destination);

/// <summary>An instruction that the payer's wallet has to sign.</summary>
public sealed record WalletInstruction(string ProgramId, IReadOnlyList<WalletAccount> Accounts, string DataBase64);

public sealed record WalletAccount(string Address, bool IsSigner, bool IsWritable);
