namespace HiltBot.Solana.Payments;

/// <summary>
/// What a transaction credited, measured by balances alone. <see cref="IsAfterExpiry"/> is null when the node
/// gave no block time. A late or short credit is still money that arrived; whoever judges must not lose it.
/// </summary>
public sealed record PaymentFinding(
    bool HasFailed,
    bool NamesReference,
    Int128 CreditedToAccount,
    Int128 CreditedToOwner,
    bool IsPaid,
    bool? IsAfterExpiry);
