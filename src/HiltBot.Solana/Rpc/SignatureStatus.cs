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

/// <summary>What one node knows of a transaction, and how far that node's chain is.</summary>
/// <param name="FinalHeight">Finalized blocks, counted before the status was asked for.</param>
/// <param name="Height">Blocks, the newest included.</param>
/// <param name="Status">Null when it is unknown.</param>
public sealed record SignatureStanding(ulong FinalHeight, ulong Height, SignatureStatus? Status);

/// <summary>The same of several, from one node.</summary>
/// <param name="Statuses">In the order asked for; null where it is unknown.</param>
public sealed record SignatureStandings(
    ulong FinalHeight, ulong Height, IReadOnlyList<SignatureStatus?> Statuses);
