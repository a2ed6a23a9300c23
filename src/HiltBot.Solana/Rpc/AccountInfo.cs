using System.Text.Json;
using HiltBot.Solana.Keys;

namespace HiltBot.Solana.Rpc;

/// <summary>
/// An account. The rent epoch is left out on purpose: nodes send a number there that overflows, and nobody
/// needs it.
/// </summary>
public sealed record AccountInfo(Address Owner, ulong Lamports, bool IsExecutable, ReadOnlyMemory<byte> Data)
{
    internal static AccountInfo? Read(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Null)
            return null;
        var data = value.Member("data").Items().ToArray();
        if (data.Length != 2 || data[1].Text() != "base64")
            throw new FormatException("Account data in base64 was expected.");
        return new AccountInfo(
            value.Member("owner").Address(),
            value.Member("lamports").U64(),
            value.Member("executable").Flag(),
            Convert.FromBase64String(data[0].Text()));
    }
}
