namespace HiltBot.Contracts.Receipts;

/// <summary>Every key that ever signed a receipt here, retired ones included.</summary>
public sealed record ReceiptKeysResponse(IReadOnlyList<ReceiptKeyPayload> Keys);

/// <summary>A key that signs receipts, or signed them once.</summary>
/// <param name="PublicKey">Ed25519, base64.</param>
public sealed record ReceiptKeyPayload(
    Guid KeyId, string Algorithm, string PublicKey, DateTimeOffset CreatedAt, DateTimeOffset? RetiredAt);
