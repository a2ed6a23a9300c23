using HiltBot.Engine.Chat;
using HiltBot.Engine.Memberships;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Tests.Chat;

public sealed class TextsAreExactTests
{
    private static readonly Asset Usdc = new("EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v", "USDC", 6);
    private static readonly Asset[] Assets = [Usdc, Asset.Sol];

    [Theory]
    [InlineData("2026-03-02T09:30:00Z", "Europe/Berlin", "2 March 2026, 10:30 CET (Europe/Berlin)")]
    [InlineData("2026-07-02T09:30:00Z", "Europe/Berlin", "2 July 2026, 11:30 CEST (Europe/Berlin)")]
    [InlineData("2026-03-02T09:30:00Z", "UTC", "2 March 2026, 09:30 UTC")]
    [InlineData("2026-03-02T01:30:00Z", "America/Sao_Paulo", "1 March 2026, 22:30 UTC-03:00 (America/Sao_Paulo)")]
    [InlineData("2026-03-02T09:30:00Z", "Asia/Kathmandu", "2 March 2026, 15:15 UTC+05:45 (Asia/Kathmandu)")]
    [InlineData("2026-03-02T09:30:00Z", "Mars/Olympus", "2 March 2026, 09:30 UTC")]
    [InlineData("2026-03-02T09:30:00+02:00", null, "2 March 2026, 07:30 UTC")]
    public void A_date_says_its_zone(string instant, string? zone, string expected) =>
        Assert.Equal(expected, Texts.Date(DateTimeOffset.Parse(instant), zone));

    [Theory]
    [InlineData("29 USDC", "29.00 USDC")]
    [InlineData(" 29.5usdc ", "29.50 USDC")]
    [InlineData("0.000001 USDC", "0.000001 USDC")]
    [InlineData("0.5 sol", "0.50 SOL")]
    [InlineData("7", "7.00 USDC")]
    [InlineData("0", null)]
    [InlineData("-3 USDC", null)]
    [InlineData("1,000 USDC", null)]
    [InlineData("29 EUR", null)]
    [InlineData("0.0000001 USDC", null)]
    [InlineData("29 USDC please", null)]
    [InlineData("99999999999999999999 USDC", null)]
    [InlineData("", null)]
    public void A_price_is_read_exactly_or_refused(string typed, string? expected) =>
        Assert.Equal(expected, ReadWords.TryPrice(typed, Assets, out var price) ? price.ToString() : null);

    [Theory]
    [InlineData("30 days", "30 days")]
    [InlineData("1 day", "1 day")]
    [InlineData("30days", "30 days")]
    [InlineData("1 month", "1 month")]
    [InlineData("month", "1 month")]
    [InlineData("2 weeks", "14 days")]
    [InlineData("1 year", "12 months")]
    [InlineData("Lifetime", "for ever")]
    [InlineData("for ever", "for ever")]
    [InlineData("0 days", null)]
    [InlineData("100001 weeks", null)]
    [InlineData("999999999999 days", null)]
    [InlineData("1 fortnight", null)]
    [InlineData("soon", null)]
    public void A_period_is_read_or_refused(string typed, string? expected) => Assert.Equal(
        expected, ReadWords.TryPeriod(typed, out var period) ? Texts.Period(period.Unit, period.Count) : null);

    [Theory]
    [InlineData("<@!123>", "123")]
    [InlineData("<@123>", "123")]
    [InlineData("@alice", "alice")]
    [InlineData(" bob ", "bob")]
    public void A_mention_names_an_account(string typed, string expected) =>
        Assert.Equal(expected, ReadWords.Person(typed));

    [Theory]
    [InlineData("  Zoë\t Müller ", "Zoë Müller")]
    [InlineData("a\u202Eevil\u202C\u0007", "aevil")]
    [InlineData("line\r\nline", "line line")]
    [InlineData("\u200B\u2066", "")]
    [InlineData("👩‍👩‍👧", "👩‍👩‍👧")]
    public void Untrusted_names_lose_what_could_mislead(string typed, string expected) =>
        Assert.Equal(expected, PlainText.Line(typed));

    [Fact]
    public void A_long_text_is_cut_between_characters()
    {
        var cut = PlainText.Line(string.Concat(Enumerable.Repeat("👩‍👩‍👧", 20)), 20);
        Assert.True(cut.Length <= 20);
        Assert.Equal("👩‍👩‍👧👩‍👩‍👧…", cut);
        Assert.Equal("a\n\nb", PlainText.Body("a\n\n\n\n b", 100));
    }

    [Fact]
    public void Periods_and_lists_read_like_sentences()
    {
        Assert.Equal("29.00 USDC for 30 days", Texts.Price(new Money(29_000_000, Usdc), BillingUnit.Day, 30));
        Assert.Equal("99.00 USDC once, for ever", Texts.Price(new Money(99_000_000, Usdc), null, 0));
        Assert.Equal("a, b and c", Texts.List(["a", "b", "c"]));
        Assert.Equal("ABCD EFGH I", Texts.Wallet("ABCDEFGHI"));
    }

    [Theory]
    [InlineData("pay:AAAAAAAAAAAAAAAAAAAAAA", true)]
    [InlineData("offer-new:AAAAAAAAAAAAAAAAAAAAAA:BBBBBBBBBBBBBBBBBBBBBB", true)]
    [InlineData("brake:AAAAAAAAAAAAAAAAAAAAAA:keep", true)]
    [InlineData("pay:AAAAAAAAAAAAAAAAAAAAA", false)]
    [InlineData("pay:AAAAAAAAAAAAAAAAAAAAAA:", false)]
    [InlineData("pay:AAAAAAAAAAAAAAAAAAAAAA:a:b", false)]
    [InlineData("PAY:AAAAAAAAAAAAAAAAAAAAAA", false)]
    [InlineData("pay:AAAAAAAAAAAAAAAAAAAA%A", false)]
    [InlineData("pay", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    [InlineData("pay:AAAAAAAAAAAAAAAAAAAAAA:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false)]
    public void An_action_id_is_read_strictly(string? text, bool isRead) =>
        Assert.Equal(isRead, ActionId.TryParse(text, out _));
}
