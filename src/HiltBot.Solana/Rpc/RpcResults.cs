using System.Text.Json;
using HiltBot.Solana.Keys;

namespace HiltBot.Solana.Rpc;

/// <summary>
/// A blockhash and the block height (blocks, not slots) after which a transaction with it is dead: once the finalized
/// height has passed it and its status is still null.
/// </summary>
public sealed record LatestBlockhash(Blockhash Blockhash, ulong LastValidBlockHeight)
{
    internal static LatestBlockhash Read(JsonElement value) => new(
        Blockhash.Parse(value.Member("blockhash").Text()), value.Member("lastValidBlockHeight").U64());
}

/// <summary>
/// An account. The rent epoch is left out on purpose: nodes send a number there that overflows, and nobody needs it.
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

/// <summary>A token account's balance in base units, with the decimals of its mint.</summary>
public sealed record TokenBalance(ulong Amount, byte Decimals)
{
    internal static TokenBalance Read(JsonElement value) => new(
        value.Member("amount").U64(),
        value.Member("decimals").Index() is var decimals and <= byte.MaxValue
            ? (byte)decimals
            : throw new FormatException("Decimals fit into a byte."));
}

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

/// <summary>A transaction that names an address, failed or not. Block times are estimates and may be missing.</summary>
public sealed record SignatureInfo(Signature Signature, ulong Slot, DateTimeOffset? BlockTime, TransactionError? Error)
{
    internal static SignatureInfo Read(JsonElement value) => new(
        Signature.Parse(value.Member("signature").Text()),
        value.Member("slot").U64(),
        value.Maybe("blockTime").Instant(),
        TransactionError.Read(value.Maybe("err")));
}

/// <summary>What a transaction would do now; no error means that it would succeed.</summary>
public sealed record Simulation(TransactionError? Error, IReadOnlyList<string> Logs, ulong? UnitsConsumed)
{
    internal static Simulation Read(JsonElement value) => new(
        TransactionError.Read(value.Maybe("err")),
        [.. value.ItemsOf("logs").Select(line => line.Text())],
        value.Maybe("unitsConsumed")?.U64());
}

/// <summary>
/// How a send ended. None of them says that the transaction landed: only its status does. A call that was given up is a
/// <see cref="SolanaRpcException"/>, and the transaction may have been sent nevertheless.
/// </summary>
public abstract record SendOutcome(Signature Signature)
{
    /// <summary>The node took it.</summary>
    public sealed record Sent(Signature Signature) : SendOutcome(Signature);

    /// <summary>It landed earlier.</summary>
    public sealed record AlreadyProcessed(Signature Signature) : SendOutcome(Signature);

    /// <summary>It would have failed, so the node did not send it.</summary>
    public sealed record PreflightFailed(Signature Signature, TransactionError Error, IReadOnlyList<string> Logs)
        : SendOutcome(Signature);
}
