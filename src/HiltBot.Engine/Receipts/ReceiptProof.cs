using System.Buffers.Text;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Receipts;

/// <summary>What recomputing a receipt shows (contract section 6, ReceiptVerification).</summary>
/// <param name="SignatureRequired">Always true: no receipt is issued without a key.</param>
public sealed record ReceiptProof(
    bool HashValid, bool SignatureValid, bool SignatureRequired, string ComputedHash, string StoredHash)
{
    private const int SignatureLength = 64;

    public bool IsValid => HashValid && (SignatureValid || !SignatureRequired);

    /// <param name="publicKey">The 32 bytes of the key that the receipt names; empty when that key is
    /// unknown.</param>
    public static ReceiptProof Of(Receipt receipt, ReadOnlySpan<byte> publicKey)
    {
        var hash = ReceiptDocument.Hash(receipt.DocumentJson);
        var computed = Convert.ToHexStringLower(hash);
        Span<byte> signature = stackalloc byte[SignatureLength];
        var isSigned = publicKey.Length == 32 && Base64.IsValid(receipt.Ed25519Sig) &&
            Convert.TryFromBase64String(receipt.Ed25519Sig, signature, out var written) &&
            written == SignatureLength && Signatures.Verify(publicKey, hash, signature);
        return new ReceiptProof(computed == receipt.Hash, isSigned, SignatureRequired: true, computed, receipt.Hash);
    }
}
