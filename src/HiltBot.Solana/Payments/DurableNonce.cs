using HiltBot.Solana.Keys;

namespace HiltBot.Solana.Payments;

/// <summary>A durable nonce: its value stands where the blockhash would.</summary>
public sealed record DurableNonce(Address Account, Address Authority);
