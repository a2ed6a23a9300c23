using HiltBot.Engine.Access;
using HiltBot.Engine.Memberships;
using HiltBot.TestKit;

namespace HiltBot.Engine.Tests.Access;

public sealed class SeatRuleTests
{
    private static readonly DateTimeOffset At = ManualTime.Start;
    private static readonly Opener Paid = new(true, new Removal.Wait(null), null, false);
    private static readonly Opener Lapsed = new(false, new Removal.Allowed(false), At, false);
    private static readonly Opener Edited = new(false, new Removal.Allowed(true), At.AddDays(1), false);
    private static readonly Opener Waiting = new(false, new Removal.Wait(At.AddDays(2)), At, false);
    private static readonly Opener Unanswered = new(false, new Removal.Wait(null), At, false);

    private static readonly SeatFacts Ours = new([Lapsed]) { Found = SeatState.Closed, Shown = SeatState.Open };

    public static TheoryData<string, SeatFacts, SeatState, SeatStep> Cases => new()
    {
        { "first sight", new([Paid]), SeatState.Open, new SeatStep.Look() },
        { "looked at", Shows([Paid], SeatState.Closed), SeatState.Open, new SeatStep.Grant() },
        { "rejoined", new([Paid]) { Found = SeatState.Closed }, SeatState.Open, new SeatStep.Grant() },
        { "done", Shows([Paid], SeatState.Open), SeatState.Open, new SeatStep.Nothing() },
        { "no answer", Ours with { Openers = [Paid], Intent = SeatState.Open }, SeatState.Open, new SeatStep.Look() },
        { "after our closing", Ours with { Openers = [Paid], WasClosed = true }, SeatState.Open, new SeatStep.Look() },
        { "one of two lapsed", Ours with { Openers = [Lapsed, Paid] }, SeatState.Open, new SeatStep.Nothing() },
        { "lapsed", Ours, SeatState.Closed, new SeatStep.Revoke(false) },
        { "edited last", Ours with { Openers = [Lapsed, Edited] }, SeatState.Closed, new SeatStep.Revoke(true) },
        { "wiped", Ours with { Openers = [] }, SeatState.Closed, new SeatStep.Revoke(true) },
        { "drift", Ours with { WasClosed = true }, SeatState.Closed, new SeatStep.Revoke(true) },
        { "closed", Ours with { Shown = SeatState.Closed }, SeatState.Closed, new SeatStep.Nothing() },
        {
            "closed, but a call of ours may have opened it",
            Ours with { Shown = SeatState.Closed, Intent = SeatState.Open }, SeatState.Closed, new SeatStep.Revoke(false)
        },
        { "never touched", new([Lapsed]), SeatState.Closed, new SeatStep.Nothing() },
        { "found open", Ours with { Found = SeatState.Open }, SeatState.Closed, new SeatStep.Nothing() },
        {
            "found open, adopted", Ours with { Found = SeatState.Open, Openers = [Lapsed with { Adopts = true }] },
            SeatState.Closed, new SeatStep.Revoke(false)
        },
        {
            "found open, adopted by one product only",
            Ours with { Found = SeatState.Open, Openers = [Lapsed with { Adopts = true }, Lapsed] },
            SeatState.Closed, new SeatStep.Nothing()
        },
        {
            "not told yet", Ours with { Openers = [Lapsed, Waiting] }, SeatState.Closed,
            new SeatStep.WaitForNotice(At.AddDays(2))
        },
        {
            "not answered yet", Ours with { Openers = [Unanswered, Waiting] }, SeatState.Closed,
            new SeatStep.WaitForNotice(null)
        },
        { "doubted", Ours with { Doubt = "why" }, SeatState.Closed, new SeatStep.HoldForDoubt() },
        { "braked, not counted", Ours with { IsBraked = true }, SeatState.Closed, new SeatStep.Revoke(false) },
        { "braked", Ours with { IsBraked = true, Openers = [] }, SeatState.Closed, new SeatStep.HoldForBrake() },
        {
            "braked and removed", Ours with { IsBraked = true, Openers = [], Exception = SeatException.Removed },
            SeatState.Closed, new SeatStep.Revoke(false)
        },
        { "kept", Ours with { Exception = SeatException.Kept }, SeatState.Open, new SeatStep.Nothing() },
        { "removed but paid", Ours with { Exception = SeatException.Removed, Openers = [Paid] }, SeatState.Open, new SeatStep.Nothing() },
        { "removed but doubted", Ours with { Exception = SeatException.Removed, Doubt = "why" }, SeatState.Closed, new SeatStep.HoldForDoubt() },
    };

    [Theory, MemberData(nameof(Cases), DisableDiscoveryEnumeration = true)]
    public void What_should_be_and_what_to_do(string name, SeatFacts facts, SeatState shouldBe, SeatStep step)
    {
        var verdict = SeatRule.Of(facts);
        Assert.True((shouldBe, step) == (verdict.ShouldBe, verdict.Step), $"{name}: {verdict}");
        Assert.False(string.IsNullOrWhiteSpace(verdict.Why));
    }

    private static SeatFacts Shows(IReadOnlyList<Opener> openers, SeatState shown) =>
        new(openers) { Found = SeatState.Closed, Shown = shown };
}
