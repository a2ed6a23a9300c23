using HiltBot.Engine.Values;
using HiltBot.TestKit;
using HiltBot.Web.Checkout;

namespace HiltBot.Doors.Tests.Web;

public sealed class TransferLinkTests
{
    private static readonly string Wallet = FakeChain.Wallet("wallet");
    private static readonly string Reference = FakeChain.Wallet("reference");
    private static readonly Asset Usdc = new("EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v", "USDC", 6);

    [Fact]
    public void Blanks_are_percent_encoded_and_the_amount_is_a_plain_decimal() => Assert.Equal(
        $"solana:{Wallet}?amount=0.5&spl-token=EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v&reference=" + Reference +
        "&label=Harbor%20House&message=A%20%26%20B&memo=HILT%3Aabc",
        TransferLink.Of(Wallet, new Money(500_000, Usdc), Reference, "Harbor House", "A & B", "HILT:abc"));

    [Fact]
    public void Sol_names_no_token_and_long_words_are_cut_short_of_half_letters()
    {
        var link = TransferLink.Of(Wallet, new Money(1, Asset.Sol), Reference, new string('x', 59) + "😀😀", "b", "m");
        Assert.DoesNotContain("spl-token", link, StringComparison.Ordinal);
        Assert.Contains("amount=0.000000001", link, StringComparison.Ordinal);
        Assert.EndsWith(new string('x', 59) + "&message=b&memo=m", link, StringComparison.Ordinal);
        Assert.StartsWith("<svg", TransferLink.Qr(link), StringComparison.Ordinal);
    }
}
