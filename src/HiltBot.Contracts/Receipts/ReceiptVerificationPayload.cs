namespace HiltBot.Contracts.Receipts;

/// <summary>Whether a stored receipt still is what was signed (contract section 6).</summary>
public sealed record ReceiptVerificationPayload
{
    public required bool Valid { get; init; }

    public required bool HashValid { get; init; }

    public required bool SignatureValid { get; init; }

    public required bool SignatureRequired { get; init; }

    public required string ComputedHash { get; init; }

    public required string StoredHash { get; init; }

    public required string? OnChainAnchor { get; init; }

    public required DateTimeOffset CheckedAt { get; init; }
}

/// <summary>The same, with the receipt it is about.</summary>
public sealed record VerifyReceiptResponse
{
    public required Guid ReceiptId { get; init; }

    public required DateTimeOffset GeneratedAt { get; init; }

    public required bool Valid { get; init; }

    public required bool HashValid { get; init; }

    public required bool SignatureValid { get; init; }

    public required bool SignatureRequired { get; init; }

    public required string ComputedHash { get; init; }

    public required string StoredHash { get; init; }

    public required string? OnChainAnchor { get; init; }

    public required DateTimeOffset CheckedAt { get; init; }
}
