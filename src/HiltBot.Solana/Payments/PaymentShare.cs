using HiltBot.Solana.Keys;

namespace HiltBot.Solana.Payments;

/// <summary>
/// One transfer of a payment: base units of the token, or lamports, to a wallet (never a token account).
/// </summary>
public sealed record PaymentShare(Address Recipient, ulong Amount, bool CreatesTokenAccount = false);
