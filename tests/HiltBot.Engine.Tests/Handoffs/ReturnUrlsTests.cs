using HiltBot.Engine.Handoffs;

namespace HiltBot.Engine.Tests.Handoffs;

public sealed class ReturnUrlsTests
{
    [Theory]
    [InlineData("https://example.org/", true)]
    [InlineData("http://localhost:5080/simulator?x=1", true)]
    [InlineData("javascript:alert(1)", false)]
    [InlineData("data:text/html,hi", false)]
    [InlineData("tg://resolve?domain=x", false)]
    [InlineData("/relative", false)]
    [InlineData("https://user:password@example.org/", false)]
    [InlineData("", false)]
    public void Only_web_addresses_lead_back(string url, bool isGood) => Assert.Equal(isGood, ReturnUrls.IsGood(url));

    [Fact]
    public void They_have_at_most_2048_characters()
    {
        const string start = "https://example.org/";
        Assert.True(ReturnUrls.IsGood(start + new string('a', 2048 - start.Length)));
        Assert.False(ReturnUrls.IsGood(start + new string('a', 2049 - start.Length)));
    }
}
