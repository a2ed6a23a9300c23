using System.Text;
using System.Text.Json;
using HiltBot.Solana.Keys;
using HiltBot.Solana.SignIn;

namespace HiltBot.Solana.Tests.Vectors;

internal static class SignInVectors
{
    public static void SignIn(JsonElement input, JsonElement expected)
    {
        var signed = input.Base64("messageBase64");
        Assert.Equal(expected.Text("messageText"), Encoding.UTF8.GetString(signed));
        Assert.True(SignInText.TryParse(expected.Text("messageText"), out var read));
        Assert.Equal(expected.Text("messageText"), read.ToText());

        var asked = Asked(input.GetProperty("expected"));
        var check = SignInCheck.Of(
            asked, input.Key("publicKeyBase58"), signed, Signature.Parse(input.Text("signatureBase58")));
        Assert.Equal(expected.Flag("valid"), check is SignInCheck.SignedIn);
        if (expected.Flag("valid"))
            Assert.Equal(expected.Text("messageText"), asked.ToText());
    }

    public static void Message(JsonElement input, JsonElement expected)
    {
        var signature = Signature.Parse(input.Text("signatureBase58"));
        Assert.Equal(input.Base64("signatureBase64"), signature.ToArray());
        var signed = input.Base64("messageBase64");
        var read = SignedText.Read(input.Key("publicKeyBase58"), signed, signature);
        Assert.Equal(
            expected.Flag("valid")
                ? new SignedText.Said(Encoding.UTF8.GetString(signed))
                : new SignedText.Refused(SignedTextFault.Signature),
            read);
    }

    private static SignInText Asked(JsonElement expected) => new()
    {
        Domain = expected.Text("domain"),
        Address = expected.Key("address"),
        Statement = expected.Maybe("statement")?.GetString(),
        Uri = expected.Maybe("uri")?.GetString(),
        Version = expected.Maybe("version")?.GetString(),
        ChainId = expected.Maybe("chainId")?.GetString(),
        Nonce = expected.Maybe("nonce")?.GetString(),
        IssuedAt = expected.Maybe("issuedAt")?.GetString(),
        ExpirationTime = expected.Maybe("expirationTime")?.GetString(),
        NotBefore = expected.Maybe("notBefore")?.GetString(),
        RequestId = expected.Maybe("requestId")?.GetString(),
        Resources = expected.Maybe("resources") is null ? null : expected.Texts("resources"),
    };
}
