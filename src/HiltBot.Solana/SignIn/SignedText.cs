using System.Text;
using HiltBot.Solana.Keys;
using HiltBot.Solana.Transactions;

namespace HiltBot.Solana.SignIn;

public enum SignedTextFault
{
    /// <summary>It is not this key's signature over these bytes.</summary>
    Signature,

    /// <summary>An envelope that does not parse, or names other signers.</summary>
    Envelope,

    /// <summary>Not UTF-8.</summary>
    NotText,

    /// <summary>It parses as a transaction: nobody may be made to sign that as if it were words.</summary>
    Transaction,
}

/// <summary>
/// What somebody said by a signature: the words in the exact bytes that the wallet says it signed (solana.md,
/// section 8), raw or in a hardware wallet's envelope.
/// </summary>
public abstract record SignedText
{
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    private SignedText()
    {
    }

    public sealed record Said(string Text) : SignedText;

    public sealed record Refused(SignedTextFault Fault) : SignedText;

    public static SignedText Read(Address key, ReadOnlyMemory<byte> signed, Signature signature)
    {
        if (!key.Verifies(signed.Span, signature))
            return new Refused(SignedTextFault.Signature);
        if (IsTransaction(signed))
            return new Refused(SignedTextFault.Transaction);
        if (OffchainMessage.IsEnvelope(signed.Span))
        {
            // A message for several signers is not one person's word.
            return OffchainMessage.TryParse(signed.Span, out var message)
                && (message.Signers.Count == 0 || (message.Signers.Count == 1 && message.Signers[0] == key))
                    ? new Said(message.Text)
                    : new Refused(SignedTextFault.Envelope);
        }

        try
        {
            return new Said(StrictUtf8.GetString(signed.Span));
        }
        catch (DecoderFallbackException)
        {
            return new Refused(SignedTextFault.NotText);
        }
    }

    /// <summary>
    /// Whether a wallet that signs these bytes would sign a transaction. Asked before a text is shown, too.
    /// </summary>
    public static bool IsTransaction(ReadOnlyMemory<byte> bytes)
    {
        if (TransactionDecoder.TryDecode(bytes, out _))
            return true;
        try
        {
            TransactionDecoder.DecodeMessage(bytes);
            return true;
        }
        catch (TransactionFormatException)
        {
            return false;
        }
    }
}
