using HiltBot.Engine.Buyers;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Tests.Buyers;

public sealed class IdentitiesTests
{
    [Fact]
    public void An_account_is_an_identity_and_back_on_every_platform()
    {
        foreach (var platform in Enum.GetValues<Platform>().Where(platform => platform != Platform.Custom))
        {
            Assert.Equal(platform, Identities.PlatformOf(Identities.TypeOn(platform), platform));
        }
    }

    [Theory]
    [InlineData(IdentityType.DiscordUserId, null, Platform.Discord)]
    [InlineData(IdentityType.TelegramUserId, null, Platform.Telegram)]
    [InlineData(IdentityType.DiscordUserId, Platform.Telegram, Platform.Discord)]
    [InlineData(IdentityType.Custom, null, null)]
    [InlineData(IdentityType.Custom, Platform.Telegram, null)]
    [InlineData(IdentityType.Wallet, Platform.SimServer, null)]
    [InlineData(null, Platform.Discord, null)]
    public void An_identity_from_elsewhere_is_an_account_only_where_it_says_so(
        IdentityType? type, Platform? askedOn, Platform? platform) =>
        Assert.Equal(platform, Identities.PlatformOf(type, askedOn));
}
