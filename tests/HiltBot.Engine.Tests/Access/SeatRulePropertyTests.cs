using FsCheck;
using FsCheck.Fluent;
using HiltBot.Engine.Access;
using HiltBot.Engine.Memberships;
using HiltBot.TestKit;

namespace HiltBot.Engine.Tests.Access;

/// <summary>A failing property prints its seed.</summary>
public sealed class SeatRulePropertyTests
{
    private static readonly Config Often = Config.QuickThrowOnFailure.WithMaxTest(2000);

    private static readonly Gen<Removal> Removals = Gen.Elements<Removal>(
        new Removal.Allowed(false), new Removal.Allowed(true), new Removal.Wait(null),
        new Removal.Wait(ManualTime.Start.AddDays(1)));

    private static readonly Gen<Opener> Openers =
        from gives in Gen.Elements(true, false)
        from removal in Removals
        from days in Gen.Choose(0, 3)
        from adopts in Gen.Elements(true, false)
        select new Opener(gives, removal, gives ? null : ManualTime.Start.AddDays(days), adopts);

    private static readonly Gen<SeatState?> States = Gen.Elements<SeatState?>(null, SeatState.Open, SeatState.Closed);

    private static readonly Gen<SeatFacts> Facts =
        from openers in Openers.ListOf()
        from exception in Gen.Elements<SeatException?>(null, SeatException.Kept, SeatException.Removed)
        from found in States
        from shown in States
        from intent in States
        from flags in Gen.Choose(0, 7)
        select new SeatFacts(openers.ToList())
        {
            Exception = exception,
            Found = found,
            Shown = shown,
            Intent = intent,
            WasClosed = (flags & 1) == 1,
            Doubt = (flags & 2) == 2 ? "doubt" : null,
            IsBraked = (flags & 4) == 4,
        };

    // What can happen to one seat with two memberships, from news to a node that dies in the middle of a call.
    private static readonly Gen<IReadOnlyList<int>> Stories =
        Gen.Choose(0, 8).ListOf().Select(steps => (IReadOnlyList<int>)steps.ToList());

    [Fact]
    public void Nothing_is_closed_while_a_membership_gives_access() => Check.One(Often, Prop.ForAll(
        Arb.From(Facts),
        facts => !facts.Openers.Any(opener => opener.GivesAccess) ||
            (SeatRule.Of(facts) is { ShouldBe: SeatState.Open } verdict && verdict.Step is not SeatStep.Revoke)));

    [Fact]
    public void Nothing_is_closed_under_doubt_or_unannounced() => Check.One(Often, Prop.ForAll(
        Arb.From(Facts),
        facts => SeatRule.Of(facts).Step is not SeatStep.Revoke ||
            (facts.Doubt is null && facts.Openers.All(opener => opener.Removal is Removal.Allowed))));

    [Fact]
    public void What_was_found_open_is_closed_only_where_it_is_adopted() => Check.One(Often, Prop.ForAll(
        Arb.From(Facts),
        facts => SeatRule.Of(facts).Step is not SeatStep.Revoke || facts.Found == SeatState.Closed ||
            facts.Openers.All(opener => opener.Adopts)));

    [Fact]
    public void The_order_of_memberships_does_not_matter() => Check.One(Often, Prop.ForAll(
        Arb.From(Facts),
        facts => SeatRule.Of(facts) == SeatRule.Of(facts with { Openers = facts.Openers.Reverse().ToList() })));

    [Fact]
    public void Any_order_and_repetition_of_news_ends_as_the_memberships_say() => Check.One(Often, Prop.ForAll(
        Arb.From(Stories),
        story =>
        {
            var seat = new OneSeat();
            foreach (var step in story)
            {
                seat.Happen(step);
            }

            seat.Settle();
            var once = seat.IsHeld;
            seat.Settle();
            return once == seat.ShouldBeHeld && seat.IsHeld == once;
        }));

    /// <summary>A seat that was closed before us, its platform, and two memberships that open it.</summary>
    private sealed class OneSeat
    {
        private readonly bool[] isPaid = new bool[2];
        private SeatState? found;
        private SeatState? shown;
        private SeatState? intent;
        private bool wasClosed;

        public bool IsHeld { get; private set; }

        public bool ShouldBeHeld => isPaid[0] || isPaid[1];

        public void Happen(int step)
        {
            switch (step)
            {
                case 0 or 1:
                    isPaid[step] = true;
                    break;
                case 2 or 3:
                    isPaid[step - 2] = false;
                    break;
                case 4:
                    Reconcile(answerIsLost: false);
                    break;
                case 5:
                    Reconcile(answerIsLost: true);
                    break;
                case 6:
                    IsHeld = false;
                    shown = null;
                    break;
                default:
                    Settle();
                    break;
            }
        }

        public void Settle()
        {
            for (var run = 0; run < 5; run++)
            {
                Reconcile(answerIsLost: false);
            }
        }

        private void Reconcile(bool answerIsLost)
        {
            var openers = isPaid.Select(paid => new Opener(
                paid, paid ? new Removal.Wait(null) : new Removal.Allowed(false), null, false)).ToList();
            var facts = new SeatFacts(openers) { Found = found, Shown = shown, Intent = intent, WasClosed = wasClosed };
            var step = SeatRule.Of(facts).Step;
            if (step is SeatStep.Look)
            {
                var seen = IsHeld ? SeatState.Open : SeatState.Closed;
                (found, wasClosed) = intent is null ? (seen, false) : (found, wasClosed);
                (shown, intent) = (seen, null);
            }
            else if (step is SeatStep.Grant or SeatStep.Revoke)
            {
                IsHeld = step is SeatStep.Grant;
                var state = IsHeld ? SeatState.Open : SeatState.Closed;
                (shown, intent) = answerIsLost ? (null, state) : ((SeatState?)state, (SeatState?)null);
                wasClosed = answerIsLost ? wasClosed : !IsHeld;
            }
        }
    }
}
