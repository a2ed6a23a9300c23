namespace HiltBot.Solana.Transactions;

/// <summary>
/// Bytes that are not a transaction or message by the strict rules; the message says which rule.
/// </summary>
public sealed class TransactionFormatException(string message) : FormatException(message);
