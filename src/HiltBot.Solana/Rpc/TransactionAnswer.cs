using HiltBot.Solana.Keys;

namespace HiltBot.Solana.Rpc;

/// <summary>What came of asking for one of many transactions.</summary>
/// <param name="Signature">What was asked for.</param>
/// <param name="Reading">Null when the node does not have it (yet), or when there is an error.</param>
/// <param name="Error">About this transaction alone; null when it was answered.</param>
public sealed record TransactionAnswer(Signature Signature, TransactionReading? Reading, RpcError? Error);
