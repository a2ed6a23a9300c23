using HiltBot.Engine.Products;

namespace HiltBot.Engine.Tests.Products;

public sealed class SlugsTests
{
    [Theory]
    [InlineData("VIP Lounge", "vip-lounge")]
    [InlineData("  --Gold!!  & Silver -- ", "gold-silver")]
    [InlineData("Клуб", "offer")]
    [InlineData("a", "a")]
    [InlineData("0123456789012345678901234567890123456789012345678901", "012345678901234567890123456789012345678901234567")]
    public void A_title_becomes_kebab(string title, string kebab) => Assert.Equal(kebab, Slugs.Kebab(title));

    [Fact]
    public void A_slug_ends_in_six_random_letters_and_is_safe_in_an_address()
    {
        var slugs = Enumerable.Range(0, 100).Select(_ => Slugs.New("VIP Lounge")).ToList();
        Assert.All(slugs, slug => Assert.Matches("^vip-lounge-[a-z0-9]{6}$", slug));
        Assert.Equal(100, slugs.Distinct().Count());
    }

    [Theory]
    [InlineData(Values.Platform.Discord, "123/456", "123", null)]
    [InlineData(Values.Platform.Discord, "123", "123", "guildId/roleId")]
    [InlineData(Values.Platform.Telegram, "-1001234567890", "-1001234567890", null)]
    [InlineData(Values.Platform.Telegram, "@name", "@name", "number of a chat")]
    [InlineData(Values.Platform.SimServer, "sim:lounge", null, null)]
    [InlineData(Values.Platform.SimGroup, "lounge", null, "sim:channel")]
    [InlineData(Values.Platform.Custom, "x", null, "Discord and Telegram")]
    public void Targets_are_written_as_their_platform_says(
        Values.Platform platform, string targetId, string? community, string? problem)
    {
        Assert.Equal(community, TargetText.CommunityOf(platform, targetId));
        var said = TargetText.Problem(new NewTarget(platform, targetId));
        Assert.Equal(problem is null, said is null);
        Assert.Contains(problem ?? string.Empty, said ?? string.Empty, StringComparison.Ordinal);
    }
}
