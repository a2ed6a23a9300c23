using HiltBot.Solana.Keys;
using HiltBot.Solana.Pay;

namespace HiltBot.Solana.Tests.Pay;

/// <summary>What the vectors do not show of Solana Pay links.</summary>
public sealed class PayUrlTests
{
    private const string Wallet = "dsCoaqBK8Ce8H6sT2SVWBAWh6G8c4zqdV3KWimwPHvQ";

    private static readonly TransferRequest Smallest = new() { Recipient = Address.Parse(Wallet) };

    [Theory]
    [InlineData(0, 0, "0")]
    [InlineData(0, 9, "0")]
    [InlineData(1, 9, "0.000000001")]
    [InlineData(12_340_000, 6, "12.34")]
    [InlineData(100_000_000, 6, "100")]
    [InlineData(ulong.MaxValue, 0, "18446744073709551615")]
    [InlineData(ulong.MaxValue, 9, "18446744073.709551615")]
    [InlineData(ulong.MaxValue, 255, null)]
    public void Amounts_go_to_text_and_back_without_losing_a_digit(ulong units, byte decimals, string? text)
    {
        var amount = PayAmount.Of(units, decimals);
        if (text is not null)
            Assert.Equal(text, amount.ToString());
        Assert.True(PayAmount.TryParse(amount.ToString(), out var read));
        Assert.Equal(amount, read);
        Assert.True(read.TryToBaseUnits(decimals, out var again));
        Assert.Equal(units, again);
    }

    [Theory]
    [InlineData("1.1234567", 6)]
    [InlineData("18446744073709.551616", 6)]
    [InlineData("99999999999999999999999", 0)]
    public void An_amount_that_the_mint_cannot_hold_has_no_base_units(string text, byte decimals)
    {
        Assert.True(PayAmount.TryParse(text, out var amount));
        Assert.False(amount.TryToBaseUnits(decimals, out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("1.")]
    [InlineData("+1")]
    [InlineData(" 1")]
    [InlineData("1,5")]
    [InlineData("1.2.3")]
    [InlineData("0x10")]
    [InlineData("١")]
    public void What_is_no_plain_decimal_is_no_amount(string text)
    {
        Assert.False(PayAmount.TryParse(text, out _));
        Refused(PayUrlFault.Amount, $"solana:{Wallet}?amount={Uri.EscapeDataString(text)}");
    }

    [Theory]
    [InlineData("0002.500", "2.5")]
    [InlineData("0.0", "0")]
    [InlineData("000", "0")]
    public void Idle_zeros_are_dropped(string text, string shortest)
    {
        Assert.True(PayAmount.TryParse(text, out var amount));
        Assert.Equal(shortest, amount.ToString());
    }

    [Fact]
    public void Of_several_values_the_first_counts_and_empty_words_are_none()
    {
        var read = Transfer($"SOLANA:{Wallet}?amount=1&amount=2&label=&memo=%C3%A9&message=a%ZZ#amount=3");
        Assert.Equal("1", read.Amount.ToString());
        Assert.Null(read.Label);
        Assert.Equal("é", read.Memo);
        Assert.Equal("a%ZZ", read.Message);
    }

    [Fact]
    public void Each_wrong_part_is_named()
    {
        Refused(PayUrlFault.Recipient, "solana:");
        Refused(PayUrlFault.Recipient, $"solana:{Wallet}1");
        Refused(PayUrlFault.Recipient, $"solana://{Wallet}");
        Refused(PayUrlFault.Token, $"solana:{Wallet}?spl-token=");
        Refused(PayUrlFault.Reference, $"solana:{Wallet}?reference={Wallet}&reference=1");
        Refused(PayUrlFault.Protocol, $"solana{Wallet}");
        Refused(PayUrlFault.Link, "solana:https%3A%2F%2F");
        Refused(PayUrlFault.Link, "solana:javascript:alert(1)");
        Refused(PayUrlFault.Link, "solana:%");
        Refused(PayUrlFault.Length, $"solana:{Wallet}?label={new string('a', PayUrl.LengthMax)}");
    }

    [Fact]
    public void A_link_is_at_most_as_long_as_readers_take()
    {
        var room = PayUrl.LengthMax - Smallest.ToUrl().Length - "?label=".Length;
        var longest = (Smallest with { Label = new string('a', room) }).ToUrl();
        Assert.Equal(PayUrl.LengthMax, longest.Length);
        Assert.IsType<PayUrl.Transfer>(PayUrl.Read(longest));
        Assert.Throws<InvalidOperationException>(
            () => (Smallest with { Label = new string('a', room + 1) }).ToUrl());
    }

    [Fact]
    public void Words_of_every_kind_come_back_as_they_were()
    {
        foreach (var words in (string[])["a b", "a+b", "100%", "é😀", "a&b=c#d?e", "%20", "'()*!~", "\u0000\n"])
        {
            var url = (Smallest with { Label = words, Message = words, Memo = words }).ToUrl();
            Assert.True(url.All(char.IsAscii));
            Assert.DoesNotContain('+', url);
            var read = Transfer(url);
            Assert.Equal((words, words, words), (read.Label, read.Message, read.Memo));
        }
    }

    [Theory]
    [InlineData("https://shop.example/pay/42", "solana:https://shop.example/pay/42")]
    [InlineData("https://shop.example/a%2Fb", "solana:https%3A%2F%2Fshop.example%2Fa%252Fb")]
    [InlineData("https://shop.example:8443/pay/", "solana:https://shop.example:8443/pay")]
    [InlineData("https://shop.example/pay/?next=/a/", "solana:https%3A%2F%2Fshop.example%2Fpay%2F%3Fnext%3D%2Fa%2F")]
    public void A_transaction_link_is_bare_when_it_can_be(string link, string url)
    {
        Assert.Equal(url, new TransactionRequest { Link = new Uri(link) }.ToUrl());
        var read = Assert.IsType<PayUrl.Transaction>(PayUrl.Read(url)).Request;
        Assert.Equal(link.TrimEnd('/'), read.Link.AbsoluteUri.TrimEnd('/'));
    }

    [Theory]
    [InlineData("http://shop.example/pay")]
    [InlineData("https://shop.example/pay#part")]
    public void A_link_that_wallets_refuse_is_not_built(string link) => Assert.Throws<InvalidOperationException>(
        () => new TransactionRequest { Link = new Uri(link) }.ToUrl());

    private static TransferRequest Transfer(string url) =>
        Assert.IsType<PayUrl.Transfer>(PayUrl.Read(url)).Request;

    private static void Refused(PayUrlFault fault, string url) =>
        Assert.Equal(new PayUrl.Refused(fault), PayUrl.Read(url));
}
