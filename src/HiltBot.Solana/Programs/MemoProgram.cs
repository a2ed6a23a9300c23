using System.Text;
using HiltBot.Solana.Transactions;

namespace HiltBot.Solana.Programs;

/// <summary>
/// A text on the chain, for ever: never personal data. Built without signer keys, as older readers insist.
/// </summary>
public static class MemoProgram
{
    private static readonly UTF8Encoding Strict = new(
        encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="EncoderFallbackException">The text holds half a character pair.</exception>
    public static Instruction Write(string text) => new(ProgramIds.Memo, [], Strict.GetBytes(text));

    /// <summary>
    /// The text of a memo instruction's data; null when it is not UTF-8, which the program refuses too.
    /// </summary>
    public static string? TryRead(ReadOnlySpan<byte> data)
    {
        try
        {
            return Strict.GetString(data);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
