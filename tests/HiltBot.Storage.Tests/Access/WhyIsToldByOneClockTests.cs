using HiltBot.Engine.Access;
using HiltBot.Engine.Sandbox;
using HiltBot.TestKit;

namespace HiltBot.Storage.Tests.Access;

/// <summary>The story behind somebody's access is told by the clock that decides periods, what a platform did included.</summary>
public sealed class WhyIsToldByOneClockTests
{
    public static TheoryData<string> Both => Store.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task Every_fact_has_its_business_time_however_far_the_clock_was_moved(string provider)
    {
        await using var scene = await AccessScene.OpenAsync(provider);
        await scene.Store.InScopeAsync<MoveClock, DateTimeOffset>(step => step.HandleAsync(TimeSpan.FromDays(40), default));
        var member = Assert.Single(await scene.AdmitAsync(await scene.SellAsync(), 1));
        await scene.ReconcileAsync();
        var story = await scene.Store.InScopeAsync<ExplainAccess, AccessStory?>(
            step => step.HandleAsync(scene.MerchantId, member.BuyerId, default));
        Assert.Contains(story!.Facts, fact => fact.Text.Contains("it was to be opened", StringComparison.Ordinal));
        Assert.All(story.Facts, fact => Assert.Equal(scene.Store.Now, fact.At));
    }
}
