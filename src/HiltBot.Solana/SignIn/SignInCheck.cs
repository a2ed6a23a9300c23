using System.Globalization;
using HiltBot.Solana.Keys;

namespace HiltBot.Solana.SignIn;

/// <summary>
/// Whether a wallet signed in as it was asked to. That the nonce is ours and unused is for the caller.
/// </summary>
public abstract record SignInCheck
{
    private SignInCheck()
    {
    }

    /// <summary>The key said exactly what it was asked to say.</summary>
    public sealed record SignedIn(Address Wallet) : SignInCheck;

    public sealed record NotSigned(SignedTextFault Fault) : SignInCheck;

    public sealed record NotSignInText : SignInCheck;

    /// <param name="Field">The first one that is not as asked for.</param>
    public sealed record Differs(string Field) : SignInCheck;

    /// <summary>By our clock it is not yet, or no longer, good; or a time cannot be read.</summary>
    public sealed record OutOfTime(string Field) : SignInCheck;

    /// <param name="asked">What was asked for, field by field.</param>
    /// <param name="signed">The very bytes that the wallet says it signed.</param>
    public static SignInCheck Of(
        SignInText asked, Address key, ReadOnlyMemory<byte> signed, Signature signature)
    {
        var words = SignedText.Read(key, signed, signature);
        if (words is not SignedText.Said said)
            return new NotSigned(((SignedText.Refused)words).Fault);
        if (!SignInText.TryParse(said.Text, out var text))
            return new NotSignInText();
        if (asked.FirstDifference(text) is { } field)
            return new Differs(field);
        return text.Address == key ? new SignedIn(key) : new Differs(nameof(SignInText.Address));
    }

    /// <summary>As before, and its times hold by our clock.</summary>
    public static SignInCheck At(
        SignInText asked, Address key, ReadOnlyMemory<byte> signed, Signature signature, DateTimeOffset now)
    {
        var check = Of(asked, key, signed, signature);
        return check is SignedIn && Untimely(asked, now) is { } field ? new OutOfTime(field) : check;
    }

    private static string? Untimely(SignInText text, DateTimeOffset now)
    {
        if (text.IssuedAt is not null && !(Read(text.IssuedAt) <= now))
            return nameof(text.IssuedAt);
        if (text.NotBefore is not null && !(Read(text.NotBefore) <= now))
            return nameof(text.NotBefore);
        return text.ExpirationTime is not null && !(now < Read(text.ExpirationTime))
            ? nameof(text.ExpirationTime)
            : null;
    }

    /// <summary>A time that cannot be read compares as false with everything.</summary>
    private static DateTimeOffset? Read(string text) => DateTimeOffset.TryParse(
        text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? at
            : null;
}
