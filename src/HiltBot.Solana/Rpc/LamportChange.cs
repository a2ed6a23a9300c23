using System.Runtime.InteropServices;
using HiltBot.Solana.Keys;

namespace HiltBot.Solana.Rpc;

/// <summary>What a transaction did to the lamports of one account, fee included.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct LamportChange(Address Account, ulong Before, ulong After)
{
    public Int128 Delta => (Int128)After - Before;
}
