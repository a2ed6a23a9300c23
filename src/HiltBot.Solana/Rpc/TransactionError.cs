using System.Text.Json;

namespace HiltBot.Solana.Rpc;

/// <summary>
/// Why a transaction failed, in the chain's words: a bare kind such as <c>BlockhashNotFound</c>, or an
/// instruction's error with its index and, for a program's own error, its code. The index says which
/// program's code table applies; an inner failure keeps the outer index.
/// </summary>
public sealed record TransactionError(string Kind, int? InstructionIndex, string? Reason, uint? CustomCode)
{
    public const string BlockhashNotFound = "BlockhashNotFound";
    public const string AlreadyProcessed = "AlreadyProcessed";

    private const int TextMax = 200;

    public override string ToString() => this switch
    {
        { InstructionIndex: null } => Kind,
        { CustomCode: { } code } => $"{Kind} {InstructionIndex}: {Reason} 0x{code:x}",
        _ => $"{Kind} {InstructionIndex}: {Reason}",
    };

    /// <summary>Null when there is no error.</summary>
    internal static TransactionError? Read(JsonElement? element) =>
        element is { ValueKind: not JsonValueKind.Null } error ? ReadError(error) : null;

    private static TransactionError ReadError(JsonElement error)
    {
        if (error.ValueKind == JsonValueKind.String)
            return new TransactionError(Cut(error.GetString()!), null, null, null);
        var (kind, detail) = SingleMember(error);
        if (kind != "InstructionError")
            return new TransactionError(kind, null, null, null);

        var pair = detail.Items().ToArray();
        if (pair.Length != 2)
            throw new FormatException("An instruction error has an index and a reason.");
        if (pair[1].ValueKind == JsonValueKind.String)
            return new TransactionError(kind, pair[0].Index(), Cut(pair[1].GetString()!), null);

        var (reason, value) = SingleMember(pair[1]);
        uint? code = reason == "Custom" && value.TryGetUInt32(out var number) ? number : null;
        return new TransactionError(kind, pair[0].Index(), reason, code);
    }

    private static (string Name, JsonElement Value) SingleMember(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object)
            throw new FormatException("An error is a text or an object with one member.");
        foreach (var member in element.EnumerateObject())
            return (Cut(member.Name), member.Value);
        throw new FormatException("An error is a text or an object with one member.");
    }

    private static string Cut(string text) => text.Length <= TextMax ? text : text[..TextMax];
}
