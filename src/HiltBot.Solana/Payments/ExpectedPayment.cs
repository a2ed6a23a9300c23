using HiltBot.Solana.Keys;

namespace HiltBot.Solana.Payments;

/// <summary>
/// What is expected of a transaction: base units of the token, or lamports when there is none.
/// </summary>
public sealed record ExpectedPayment(
    Address Recipient,
    Address? Mint,
    Address TokenProgram,
    ulong Amount,
    Address Reference,
    DateTimeOffset ExpiresAt);
