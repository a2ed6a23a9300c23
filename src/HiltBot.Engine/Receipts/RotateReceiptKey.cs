using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Receipts;

/// <summary>
/// Gives receipts a fresh signing key. Receipts that stand stay as they are and stay valid: the retired key stays
/// published. Every node signs with the new key from its commit on.
/// </summary>
public sealed class RotateReceiptKey(Work work, KeyRing keys)
{
    /// <returns>The key that signs from now on.</returns>
    public Task<KeyId> HandleAsync(CancellationToken cancellationToken) => work.RunAsync(
        db => keys.RotateAsync(db, KeyPurpose.Receipt, cancellationToken), cancellationToken);
}
