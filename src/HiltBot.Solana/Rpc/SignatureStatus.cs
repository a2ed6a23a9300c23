using System.Text.Json;

namespace HiltBot.Solana.Rpc;

/// <summary>Where a sent transaction stands; no error means that it succeeded in that slot.</summary>
public sealed record SignatureStatus(ulong Slot, Commitment Commitment, TransactionError? Error)
{
    internal static SignatureStatus? Read(JsonElement value) => value.ValueKind == JsonValueKind.Null
        ? null
        : new SignatureStatus(
            value.Member("slot").U64(),
            value.Maybe("confirmationStatus") is { } status
                ? CommitmentNames.Parse(status.Text())
                : Commitment.Processed,
            TransactionError.Read(value.Maybe("err")));
}
