using System.Text.Json;

namespace HiltBot.Solana.Rpc;

/// <summary>What a transaction would do now; no error means that it would succeed.</summary>
public sealed record Simulation(TransactionError? Error, IReadOnlyList<string> Logs, ulong? UnitsConsumed)
{
    internal static Simulation Read(JsonElement value) => new(
        TransactionError.Read(value.Maybe("err")),
        [.. value.ItemsOf("logs").Select(line => line.Text())],
        value.Maybe("unitsConsumed")?.U64());
}
