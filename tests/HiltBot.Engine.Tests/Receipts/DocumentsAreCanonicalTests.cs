using HiltBot.Engine.Receipts;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Tests.Receipts;

/// <summary>The examples of RFC 8785 that concern what our documents hold: strings, whole numbers, literals, order.</summary>
public sealed class DocumentsAreCanonicalTests
{
    [Fact]
    public void Strings_are_written_as_in_section_3_2_2_of_the_rfc() =>
        Assert.Equal(
            "\"\u20ac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"", CanonicalJson.Write("\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\u002f"));

    [Fact]
    public void Names_are_sorted_by_utf_16_code_units_as_in_section_3_2_3()
    {
        var document = CanonicalJson.Write(new Dictionary<string, object?>
        {
            ["\u20ac"] = "Euro Sign",
            ["\r"] = "Carriage Return",
            ["\ufb33"] = "Hebrew Letter Dalet With Dagesh",
            ["1"] = "One",
            ["\ud83d\ude00"] = "Emoji: Grinning Face",
            ["\u0080"] = "Control",
            ["\u00f6"] = "Latin Small Letter O With Diaeresis",
        });
        Assert.Equal(
            "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\"," +
            "\"\u00f6\":\"Latin Small Letter O With Diaeresis\",\"\u20ac\":\"Euro Sign\"," +
            "\"\ud83d\ude00\":\"Emoji: Grinning Face\",\"\ufb33\":\"Hebrew Letter Dalet With Dagesh\"}",
            document);
    }

    [Theory]
    [InlineData(0L, "0")]
    [InlineData(-1L, "-1")]
    [InlineData(9007199254740991L, "9007199254740991")]
    [InlineData(-9007199254740991L, "-9007199254740991")]
    public void Whole_numbers_are_plain_digits(long number, string text) =>
        Assert.Equal(text, CanonicalJson.Write(number));

    [Fact]
    public void Literals_arrays_and_empty_things_are_written_without_spaces() =>
        Assert.Equal(
            "[null,true,false,{},[]]",
            CanonicalJson.Write(new object?[]
                { null, true, false, new Dictionary<string, object?>(), Array.Empty<object?>() }));

    [Fact]
    public void What_has_no_exact_form_is_refused()
    {
        Assert.Throws<ArgumentException>(() => CanonicalJson.Write(9007199254740992L));
        Assert.Throws<ArgumentException>(() => CanonicalJson.Write("\ud83d"));
        Assert.Throws<ArgumentException>(() => CanonicalJson.Write(1.5));
    }

    [Fact]
    public void A_receipt_is_valid_until_one_letter_of_it_changes()
    {
        var seed = new byte[32];
        seed[3] = 7;
        var document = CanonicalJson.Write(new Dictionary<string, object?> { ["amount_minor_units"] = 29_000_000L });
        var hash = ReceiptDocument.Hash(document);
        var signature = Convert.ToBase64String(Signatures.Sign(seed, hash));
        var key = Signatures.PublicKeyOf(seed);

        Assert.True(ReceiptProof.Of(Signed(document, Convert.ToHexStringLower(hash), signature), key).IsValid);
        var forged = ReceiptProof.Of(
            Signed(document.Replace('9', '8'), Convert.ToHexStringLower(hash), signature), key);
        Assert.Equal((false, false, false), (forged.IsValid, forged.HashValid, forged.SignatureValid));
        var rehashed = document.Replace('9', '8');
        var resealed = ReceiptProof.Of(
            Signed(rehashed, Convert.ToHexStringLower(ReceiptDocument.Hash(rehashed)), signature), key);
        Assert.Equal((false, true, false), (resealed.IsValid, resealed.HashValid, resealed.SignatureValid));
        Assert.False(ReceiptProof.Of(Signed(document, Convert.ToHexStringLower(hash), "not base64"), key).IsValid);
        Assert.False(ReceiptProof.Of(Signed(document, Convert.ToHexStringLower(hash), signature), []).IsValid);
    }

    private static Receipt Signed(string document, string hash, string signature) => new()
    {
        Id = ReceiptId.New(TestKit.ManualTime.Start),
        MerchantId = MerchantId.New(TestKit.ManualTime.Start),
        TxSig = "sig",
        DocumentJson = document,
        Hash = hash,
        Ed25519Sig = signature,
        KeyId = KeyId.New(TestKit.ManualTime.Start),
        SchemaVersion = ReceiptDocument.SchemaVersion,
        CreatedAt = TestKit.ManualTime.Start,
    };
}
