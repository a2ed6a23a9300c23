using System.Text.Json;
using HiltBot.Solana.Keys;

namespace HiltBot.Solana.Rpc;

/// <summary>
/// A blockhash and the block height (blocks, not slots) after which a transaction with it is dead: once the
/// finalized height has passed it and its status is still null.
/// </summary>
public sealed record LatestBlockhash(Blockhash Blockhash, ulong LastValidBlockHeight)
{
    internal static LatestBlockhash Read(JsonElement value) => new(
        Blockhash.Parse(value.Member("blockhash").Text()), value.Member("lastValidBlockHeight").U64());
}
