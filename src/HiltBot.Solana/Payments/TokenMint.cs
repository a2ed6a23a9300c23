using HiltBot.Solana.Keys;

namespace HiltBot.Solana.Payments;

/// <summary>
/// A token as the chain keeps it; decimals and token program are read from the mint account.
/// </summary>
public sealed record TokenMint(Address Address, Address TokenProgram, byte Decimals);
