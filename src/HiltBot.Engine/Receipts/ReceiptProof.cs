namespace HiltBot.Engine.Receipts;

/// <summary>What recomputing a receipt shows (contract section 6, ReceiptVerification).</summary>
/// <param name="SignatureRequired">Always true: no receipt is issued without a key.</param>
public sealed record ReceiptProof(
    bool HashValid, bool SignatureValid, bool SignatureRequired, string ComputedHash, string StoredHash)
{
    public bool IsValid => HashValid && (SignatureValid || !SignatureRequired);
}
