using System.Buffers.Binary;
using System.Text;
using HiltBot.Solana.Keys;
using HiltBot.Solana.SignIn;
using HiltBot.Solana.Transactions;

namespace HiltBot.Solana.Tests.SignIn;

public sealed class SignInTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 20, 1, 0, TimeSpan.Zero);

    private readonly KeyPair _wallet = KeyPair.FromSeed([.. Enumerable.Repeat((byte)5, 32)]);

    private SignInText Asked => new()
    {
        Domain = "shop.example",
        Address = _wallet.Address,
        Statement = "Sign in to manage your memberships.",
        Nonce = "k3J9x0Qz",
        IssuedAt = "2026-11-21T20:00:00.000Z",
        ExpirationTime = "2026-11-21T20:05:00.000Z",
        Resources = ["https://shop.example/tos"],
    };

    public void Dispose() => _wallet.Dispose();

    [Fact]
    public void Every_field_that_differs_is_found_and_so_is_one_that_is_missing()
    {
        Assert.Null(Asked.FirstDifference(Asked with { Resources = ["https://shop.example/tos"] }));
        (string Name, SignInText Other)[] others =
        [
            ("Domain", Asked with { Domain = "evil.example" }),
            ("Address", Asked with { Address = default }),
            ("Statement", Asked with { Statement = null }),
            ("URI", Asked with { Uri = "https://shop.example" }),
            ("Version", Asked with { Version = "1" }),
            ("Chain ID", Asked with { ChainId = "mainnet" }),
            ("Nonce", Asked with { Nonce = "k3J9x0QZ" }),
            ("Issued At", Asked with { IssuedAt = "2026-11-21T20:00:00Z" }),
            ("Expiration Time", Asked with { ExpirationTime = null }),
            ("Not Before", Asked with { NotBefore = "2026-11-21T20:00:00.000Z" }),
            ("Request ID", Asked with { RequestId = "1" }),
            ("Resources", Asked with { Resources = [] }),
            ("Resources", Asked with { Resources = null }),
        ];
        foreach (var (name, other) in others)
        {
            Assert.Equal(name, Asked.FirstDifference(other));
            Assert.Equal(name, other.FirstDifference(Asked));
            if (other.Address == _wallet.Address)
                Assert.Equal(new SignInCheck.Differs(name), Check(other.ToText()));
        }
    }

    [Fact]
    public void Times_are_judged_by_our_clock()
    {
        Assert.Equal(new SignInCheck.SignedIn(_wallet.Address), At(Asked, Now));
        Assert.Equal(new SignInCheck.OutOfTime("IssuedAt"), At(Asked, Now.AddMinutes(-2)));
        Assert.Equal(new SignInCheck.OutOfTime("ExpirationTime"), At(Asked, Now.AddMinutes(4)));
        var later = Asked with { NotBefore = "2026-11-21T20:02:00.000Z" };
        Assert.Equal(new SignInCheck.OutOfTime("NotBefore"), At(later, Now));
        Assert.Equal(new SignInCheck.OutOfTime("IssuedAt"), At(Asked with { IssuedAt = "yesterday" }, Now));
    }

    [Theory]
    [InlineData("\n")]
    [InlineData(" ")]
    [InlineData("\nNonce: other")]
    public void Only_the_one_spelling_is_read(string addition) =>
        Assert.False(SignInText.TryParse(Asked.ToText() + addition, out var read)
            && Asked.FirstDifference(read) is null);

    [Fact]
    public void Fields_in_another_order_or_twice_and_other_line_ends_are_refused()
    {
        var text = Asked.ToText();
        Assert.True(SignInText.TryParse(text, out _));
        Assert.False(SignInText.TryParse(text.Replace("\n", "\r\n", StringComparison.Ordinal), out _));
        Assert.False(SignInText.TryParse(
            text.Replace("Nonce: k3J9x0Qz\n", "", StringComparison.Ordinal) + "\nNonce: k3J9x0Qz", out _));
        Assert.False(SignInText.TryParse(
            text.Replace("Nonce: k3J9x0Qz", "Nonce: k3J9x0Qz\nNonce: k3J9x0Qz", StringComparison.Ordinal), out _));
        Assert.False(SignInText.TryParse(text.Replace("\n\n", "\n", StringComparison.Ordinal), out _));
        Assert.False(SignInText.TryParse(text.Replace("Issued At: ", "Issued at: ", StringComparison.Ordinal), out _));
        Assert.False(SignInText.TryParse(new string('a', SignInText.LengthMax + 1), out _));
    }

    [Fact]
    public void A_field_that_would_read_as_another_is_never_written()
    {
        SignInText[] texts =
        [
            Asked with { Statement = "Hello\n\nNonce: 12345678" },
            Asked with { Statement = "Nonce: 12345678" },
            Asked with { Statement = "Resources:" },
            Asked with { Statement = "" },
            Asked with { Nonce = "1\nURI: x" },
            Asked with { Domain = "a wants you to sign in with your Solana account: b" },
            Asked with { Resources = ["a\n- b"] },
            Asked with { Statement = new string('a', SignInText.LengthMax) },
        ];
        Assert.All(texts, text => Assert.Throws<InvalidOperationException>(text.ToText));
    }

    [Fact]
    public void A_hardware_wallets_envelope_is_read_to_its_last_byte()
    {
        var text = Asked.ToText();
        foreach (var envelope in (byte[][])[Brief(1, text), Whole(1, text, _wallet.Address)])
        {
            Assert.Equal(new SignInCheck.SignedIn(_wallet.Address), Check(envelope));
            for (var length = 0; length < envelope.Length; length++)
                Assert.False(OffchainMessage.TryParse(envelope.AsSpan(0, length), out _));
            Assert.False(OffchainMessage.TryParse([.. envelope, 0], out _));
        }
    }

    [Fact]
    public void An_envelope_for_other_signers_or_of_another_form_is_refused()
    {
        using var other = KeyPair.FromSeed([.. Enumerable.Repeat((byte)6, 32)]);
        var text = Asked.ToText();
        byte[][] envelopes =
        [
            Whole(1, text, other.Address),
            Whole(1, text, _wallet.Address, other.Address),
            Whole(1, text, _wallet.Address, _wallet.Address),
            Whole(1, text),
            Whole(3, text, _wallet.Address),
            Whole(0, text, _wallet.Address), // line feeds are not printable ASCII
            Brief(0, text),
            Brief(1, new string('a', 1_300)),
            [.. Brief(1, text)[..16], 1, .. Brief(1, text)[17..]], // another version
            [0xff, .. "solana offchaim"u8, .. Brief(1, text)[16..]],
        ];
        Assert.All(envelopes, envelope => Assert.Equal(
            new SignInCheck.NotSigned(SignedTextFault.Envelope), Check(envelope)));
        Assert.True(OffchainMessage.TryParse(Brief(0, "words"), out var words));
        Assert.Equal("words", words.Text);
    }

    [Fact]
    public void What_parses_as_a_transaction_is_never_words()
    {
        var message = MessageBuilder.Build(MessageVersion.Legacy, _wallet.Address, default, []);
        var transaction = new Transaction(message).Sign(_wallet).Serialize();
        Assert.All(
            (byte[][])[message.Bytes.ToArray(), transaction],
            bytes => Assert.Equal(
                new SignInCheck.NotSigned(SignedTextFault.Transaction), Check(bytes)));
        Assert.False(SignedText.IsTransaction(Encoding.UTF8.GetBytes(Asked.ToText())));
    }

    [Fact]
    public void Bytes_that_are_no_text_and_text_of_another_kind_are_told_apart()
    {
        Assert.Equal(new SignInCheck.NotSigned(SignedTextFault.NotText), Check([0x80, 0x81]));
        Assert.Equal(new SignInCheck.NotSignInText(), Check("good morning"));
    }

    private static byte[] Brief(byte format, string text) =>
        [0xff, .. "solana offchain"u8, 0, .. Tail(format, text)];

    private static byte[] Whole(byte format, string text, params Address[] signers)
    {
        var tail = Tail(format, text);
        return
        [
            0xff, .. "solana offchain"u8, 0, .. Enumerable.Repeat((byte)0x77, 32), tail[0], (byte)signers.Length,
            .. signers.SelectMany(signer => signer.ToArray()), .. tail[1..],
        ];
    }

    private static byte[] Tail(byte format, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var length = new byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(length, (ushort)bytes.Length);
        return [format, .. length, .. bytes];
    }

    private SignInCheck Check(string text) => Check(Encoding.UTF8.GetBytes(text));

    private SignInCheck Check(byte[] signed) =>
        SignInCheck.Of(Asked, _wallet.Address, signed, _wallet.Sign(signed));

    private SignInCheck At(SignInText asked, DateTimeOffset now)
    {
        var signed = Encoding.UTF8.GetBytes(asked.ToText());
        return SignInCheck.At(asked, _wallet.Address, signed, _wallet.Sign(signed), now);
    }
}
