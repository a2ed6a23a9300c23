using System.Text.Json;

namespace HiltBot.Solana.Rpc;

/// <summary>A token account's balance in base units, with the decimals of its mint.</summary>
public sealed record TokenBalance(ulong Amount, byte Decimals)
{
    internal static TokenBalance Read(JsonElement value) => new(
        value.Member("amount").U64(),
        value.Member("decimals").Index() is var decimals and <= byte.MaxValue
            ? (byte)decimals
            : throw new FormatException("Decimals fit into a byte."));
}
