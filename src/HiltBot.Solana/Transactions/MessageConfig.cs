namespace HiltBot.Solana.Transactions;

/// <summary>
/// What a version 1 message asks for instead of ComputeBudget instructions; null means the minimum.
/// </summary>
public sealed record MessageConfig(
    ulong? PriorityFeeLamports, uint? ComputeUnitLimit, uint? LoadedAccountsDataBytesMax, uint? HeapBytes);
