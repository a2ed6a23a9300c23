using System.Text.Json;
using HiltBot.Solana.Keys;

namespace HiltBot.Solana.Rpc;

/// <summary>
/// A transaction that names an address, failed or not. Block times are estimates and may be missing.
/// </summary>
public sealed record SignatureInfo(
    Signature Signature, ulong Slot, DateTimeOffset? BlockTime, TransactionError? Error)
{
    internal static SignatureInfo Read(JsonElement value) => new(
        Signature.Parse(value.Member("signature").Text()),
        value.Member("slot").U64(),
        value.Maybe("blockTime").Instant(),
        TransactionError.Read(value.Maybe("err")));
}
