using HiltBot.Engine.Notices;

namespace HiltBot.Engine.Tests.Notices;

public sealed class NoticeBackoffTests
{
    [Fact]
    public void It_waits_longer_and_longer_and_never_gives_up() => Assert.Equal(
        [30, 120, 600, 1800, 7200, 21600, 21600],
        Enumerable.Range(1, 7).Select(failures => (int)NoticeBackoff.After(failures, null).TotalSeconds));

    [Theory]
    [InlineData(1, 3, 3)]
    [InlineData(2, 3, 120)]
    [InlineData(2, 300, 300)]
    [InlineData(1, 1_000_000, 21600)]
    public void A_platform_may_ask_for_its_own_wait(int failures, int askedSeconds, int seconds) => Assert.Equal(
        TimeSpan.FromSeconds(seconds), NoticeBackoff.After(failures, TimeSpan.FromSeconds(askedSeconds)));
}
