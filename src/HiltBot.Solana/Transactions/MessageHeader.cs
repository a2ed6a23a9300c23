using System.Runtime.InteropServices;

namespace HiltBot.Solana.Transactions;

/// <summary>
/// How many of the static keys sign, how many of those are readonly, how many of the rest are readonly.
/// </summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct MessageHeader(byte Required, byte ReadonlySigned, byte ReadonlyUnsigned);
