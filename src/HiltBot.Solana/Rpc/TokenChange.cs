using HiltBot.Solana.Keys;

namespace HiltBot.Solana.Rpc;

/// <summary>
/// What a transaction did to one token account, in base units. The owner is the one after the transaction (a
/// legacy account's owner can be reassigned); without a post entry the account is gone and the owner is the
/// former one.
/// </summary>
public sealed record TokenChange(
    Address Account,
    Address Mint,
    Address? Owner,
    Address? TokenProgram,
    ulong Before,
    ulong After,
    bool IsClosed)
{
    public Int128 Delta => (Int128)After - Before;
}
