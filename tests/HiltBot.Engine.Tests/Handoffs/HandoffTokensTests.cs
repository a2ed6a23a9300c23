using System.Security.Cryptography;
using HiltBot.Engine.Handoffs;
using HiltBot.Engine.Values;
using HiltBot.TestKit;

namespace HiltBot.Engine.Tests.Handoffs;

public sealed class HandoffTokensTests
{
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    private static readonly KeyId Key = KeyId.New(ManualTime.Start);
    private static readonly byte[] Secret = SHA256.HashData("a secret"u8);

    private static readonly HandoffClaim Claim = new(
        new Guid(SHA256.HashData("random"u8).AsSpan(0, 16)), ProductId.New(ManualTime.Start),
        IdentityType.DiscordUserId, "80351110224678912", "Zoë & Co <b>", "https://example.org/back?a=1&b=ü",
        Platform.Discord, BuyerId.New(ManualTime.Start), ManualTime.Start.AddMinutes(30));

    [Fact]
    public void What_was_written_is_read_back()
    {
        var read = Assert.IsType<HandoffReading.Genuine>(Read(Write()));
        Assert.Equal(Claim, read.Claim);
    }

    [Fact]
    public void Empty_fields_stay_empty()
    {
        var claim = Claim with { IdentityDisplay = null, ReturnUrl = null, AskedOn = null, BuyerId = null };
        var read = Assert.IsType<HandoffReading.Genuine>(Read(HandoffTokens.Write(claim, Key, Secret)));
        Assert.Equal(claim, read.Claim);
    }

    [Fact]
    public void Every_letter_that_is_changed_makes_it_forged()
    {
        var token = Write();
        for (var place = 0; place < token.Length; place++)
        {
            foreach (var letter in Letters.Where(letter => letter != token[place]))
            {
                var changed = token[..place] + letter + token[(place + 1)..];
                Assert.True(Read(changed) is HandoffReading.Forged, $"letter {place} as {letter} was believed");
            }
        }
    }

    [Fact]
    public void Shorter_and_longer_ones_are_forged()
    {
        var token = Write();
        for (var length = 0; length < token.Length; length++)
        {
            Assert.IsType<HandoffReading.Forged>(Read(token[..length]));
        }

        foreach (var more in (string[])["A", "AA", "AAAA", "=", "==", " ", "\n"])
        {
            Assert.IsType<HandoffReading.Forged>(Read(token + more));
            Assert.IsType<HandoffReading.Forged>(Read(more + token));
        }
    }

    [Fact]
    public void Another_key_did_not_write_it()
    {
        var other = SHA256.HashData("another secret"u8);
        Assert.IsType<HandoffReading.Forged>(HandoffTokens.Read(Write(), _ => other, null, ManualTime.Start));
        Assert.IsType<HandoffReading.Forged>(HandoffTokens.Read(Write(), _ => null, null, ManualTime.Start));
    }

    [Fact]
    public void It_is_good_until_its_minute_and_then_says_what_it_was()
    {
        Assert.IsType<HandoffReading.Genuine>(Read(Write(), Claim.ExpiresAt.AddMicroseconds(-1)));
        var expired = Assert.IsType<HandoffReading.Expired>(Read(Write(), Claim.ExpiresAt));
        Assert.Equal(Claim, expired.Claim);
    }

    [Fact]
    public void It_is_good_for_its_own_product_only()
    {
        var other = ProductId.New(ManualTime.Start);
        var read = HandoffTokens.Read(Write(), _ => Secret, other, ManualTime.Start);
        Assert.IsType<HandoffReading.ForOtherProduct>(read);
    }

    [Fact]
    public void The_longest_fields_that_are_allowed_fit_when_they_are_ascii()
    {
        var claim = Claim with
        {
            IdentityValue = new string('v', 160),
            IdentityDisplay = new string('d', 160),
            ReturnUrl = "https://example.org/" + new string('r', 2028),
        };
        Assert.InRange(HandoffTokens.Write(claim, Key, Secret).Length, 1, HandoffTokens.LengthMax);
    }

    private static string Write() => HandoffTokens.Write(Claim, Key, Secret);

    private static HandoffReading Read(string token, DateTimeOffset? now = null) => HandoffTokens.Read(
        token, id => id == Key ? Secret : null, Claim.ProductId, now ?? ManualTime.Start);
}
