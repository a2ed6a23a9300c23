using HiltBot.Solana.Keys;

namespace HiltBot.Solana.Transactions;

/// <summary>
/// A message with its signatures; immutable, so a signed copy never changes under somebody's hands. Missing
/// signatures are 64 zero bytes in their place, which lets several signers sign the same message one after
/// another.
/// </summary>
public sealed class Transaction
{
    /// <summary>Legacy and v0, signatures included.</summary>
    public const int BytesMax = 1_232;

    /// <summary>Version 1.</summary>
    public const int BytesMaxV1 = 4_096;

    private readonly Signature[] _signatures;

    public Transaction(Message message)
        : this(message, new Signature[message.Header.Required])
    {
    }

    internal Transaction(Message message, Signature[] signatures)
    {
        if (signatures.Length != message.Header.Required)
            throw new ArgumentException(
                "A transaction has one signature per required signer.", nameof(signatures));
        Message = message;
        _signatures = signatures;
    }

    public Message Message { get; }

    public IReadOnlyList<Signature> Signatures => _signatures;

    /// <summary>
    /// The first signature, by which the chain knows the transaction; missing until the fee payer signs.
    /// </summary>
    public Signature Id => _signatures[0];

    public bool IsFullySigned => !_signatures.Any(signature => signature.IsMissing);

    /// <summary>
    /// Whether every signature is present and valid over the message bytes, by the cluster's strict rules.
    /// </summary>
    public bool HasValidSignatures()
    {
        for (var i = 0; i < _signatures.Length; i++)
        {
            if (!HasValidSignature(i))
                return false;
        }

        return true;
    }

    public bool HasValidSignature(int index) =>
        !_signatures[index].IsMissing
        && Message.AccountKeys[index].Verifies(Message.Bytes.Span, _signatures[index]);

    /// <summary>Adds the signatures of these signers and keeps the others.</summary>
    /// <exception cref="ArgumentException">A key pair is not among the required signers.</exception>
    public Transaction Sign(params ReadOnlySpan<KeyPair> signers)
    {
        var signed = this;
        foreach (var signer in signers)
            signed = signed.WithSignature(signer.Address, signer.Sign(Message.Bytes.Span));
        return signed;
    }

    /// <summary>Puts a signature made elsewhere (a wallet's) into its place, valid or not.</summary>
    /// <exception cref="ArgumentException">The address is not among the required signers.</exception>
    public Transaction WithSignature(Address signer, Signature signature)
    {
        for (var i = 0; i < _signatures.Length; i++)
        {
            if (Message.AccountKeys[i] != signer)
                continue;
            var signatures = (Signature[])_signatures.Clone();
            signatures[i] = signature;
            return new Transaction(Message, signatures);
        }

        throw new ArgumentException($"{signer} is not a required signer of this message.", nameof(signer));
    }

    /// <summary>The wire form.</summary>
    /// <exception cref="InvalidOperationException">
    /// It would be over the size that the network takes.
    /// </exception>
    public byte[] Serialize()
    {
        var signatures = _signatures.SelectMany(signature => signature.ToArray());
        var bytes = new List<byte>(BytesMax);
        if (Message.Version == MessageVersion.V1)
        {
            bytes.AddRange(Message.Bytes.Span);
            bytes.AddRange(signatures);
        }
        else
        {
            CompactU16.Write(bytes, (ushort)_signatures.Length);
            bytes.AddRange(signatures);
            bytes.AddRange(Message.Bytes.Span);
        }

        var max = Message.Version == MessageVersion.V1 ? BytesMaxV1 : BytesMax;
        return bytes.Count <= max
            ? [.. bytes]
            : throw new InvalidOperationException(
                $"The transaction has {bytes.Count} bytes; at most {max} are allowed.");
    }

    public string ToBase64() => Convert.ToBase64String(Serialize());
}
