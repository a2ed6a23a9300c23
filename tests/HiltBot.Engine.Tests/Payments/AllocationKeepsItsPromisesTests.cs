using FsCheck;
using FsCheck.Fluent;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Values;
using HiltBot.TestKit;

namespace HiltBot.Engine.Tests.Payments;

/// <summary>What holds for every arrival and every set of sessions; FsCheck prints the seed of a failure.</summary>
public sealed class AllocationKeepsItsPromisesTests
{
    private static readonly DateTimeOffset Now = ManualTime.Start;
    private static readonly MerchantId[] Merchants = [MerchantId.New(Now), MerchantId.New(Now)];

    private static readonly Gen<MarkedSession> Sessions =
        from merchant in Gen.Elements(Merchants)
        from account in Gen.Elements("a", "b")
        from wallet in Gen.Elements("v", "w")
        from mint in Gen.Elements("x", "y")
        from status in Gen.Elements(Enum.GetValues<PaymentStatus>())
        from price in Gen.Choose(1, 50)
        from fee in Gen.Choose(0, 5)
        from isFeeSeparate in Gen.Elements(true, false)
        from received in Gen.Choose(0, 49)
        from feeArrived in Gen.Choose(0, 9)
        from onlyPayer in Gen.Elements<string?>(null, "p", "q")
        from minute in Gen.Choose(0, 40)
        select new MarkedSession(
            PaymentId.New(Now), merchant, wallet, account, mint, status, price, fee, isFeeSeparate,
            Math.Min(received, price - 1), 0, isFeeSeparate ? feeArrived : 0, onlyPayer, Now.AddMinutes(minute),
            Now.AddMinutes(minute + 30));

    private static readonly Gen<Arrival> Arrivals =
        from amount in Gen.Choose(-20, 120)
        from hasFailed in Gen.Frequency((9, Gen.Constant(false)), (1, Gen.Constant(true)))
        from isOtherOwner in Gen.Frequency((9, Gen.Constant(false)), (1, Gen.Constant(true)))
        from minute in Gen.Choose(0, 80)
        from payer in Gen.Elements<string?>(null, "p", "q")
        from carriesMemo in Gen.Elements(true, false)
        from wallet in Gen.Elements("v", "w")
        from isWatched in Gen.Elements(true, false)
        select new Arrival(
            "a", "x", hasFailed ? 0 : amount, hasFailed, isOtherOwner, Now.AddMinutes(minute), payer, carriesMemo,
            new HashSet<MerchantId> { Merchants[0] }, wallet, isWatched);

    private static readonly Gen<(Arrival Arrival, MarkedSession[] Marked)> Cases =
        from arrival in Arrivals
        from count in Gen.Choose(0, 4)
        from marked in Gen.ArrayOf(Sessions, count)
        select (arrival, marked);

    [Fact]
    public void Money_counts_only_for_an_open_session_whose_merchant_it_reached_in_time_and_only_if_it_arrived() => Check(
        (arrival, marked, allocated) =>
        {
            if (allocated is not Allocated.Counted counted)
            {
                return true;
            }

            var session = marked.Single(one => one.Id == counted.PaymentId);
            return arrival is { HasFailed: false, IsOtherOwner: false, AmountMinorUnits: > 0 } &&
                session is { IsOpen: true, TokenMint: "x" } &&
                (session.ReceivingAccount == "a" || (session.MerchantId == Merchants[0] &&
                    (arrival.IsWatched || arrival.Wallet == session.MerchantWallet))) &&
                arrival.HappenedAt <= session.ExpiresAt.AddMinutes(2) &&
                (session.OnlyPayer is null || session.OnlyPayer == arrival.PayerWallet);
        });

    [Fact]
    public void A_payment_completes_exactly_when_the_merchants_part_is_there() => Check(
        (arrival, marked, allocated) => allocated is not Allocated.Counted counted ||
            counted.Completes == (marked.Single(one => one.Id == counted.PaymentId) is var session &&
                session.ReceivedMinorUnits + arrival.AmountMinorUnits >= session.MerchantAmountMinorUnits));

    [Fact]
    public void The_parts_of_a_complete_payment_sum_to_what_came() => Check(
        (arrival, marked, allocated) =>
        {
            if (allocated is not Allocated.Counted { Completes: true } counted)
            {
                return true;
            }

            // What came is the price plus the excess, less at most a fee that nobody sent.
            var session = marked.Single(one => one.Id == counted.PaymentId);
            var received = session.ReceivedMinorUnits + arrival.AmountMinorUnits;
            var feeIn = counted.FeeMinorUnits;
            var owed = session.IsFeeSeparate ? counted.FeeOwedMinorUnits : session.FeeMinorUnits;
            return feeIn + owed == session.FeeMinorUnits && counted.ExcessMinorUnits >= 0 &&
                counted.ExcessMinorUnits == Math.Max(0, received - session.MerchantAmountMinorUnits - owed) &&
                counted.Verdict == (counted.ExcessMinorUnits > 0 ? Verdict.Over : Verdict.Settles);
        });

    [Fact]
    public void Whatever_carries_a_mark_is_kept() => Check(
        (arrival, marked, allocated) => (marked.Length == 0 && !arrival.CarriesMemo) ||
            allocated is Allocated.Counted or Allocated.SetAside { Verdict: not Verdict.OtherIncome });

    [Fact]
    public void The_order_of_the_marks_does_not_matter() => Check(
        (arrival, marked, allocated) => allocated == Allocation.Of(arrival, [.. marked.Reverse()], 10));

    private static void Check(Func<Arrival, MarkedSession[], Allocated, bool> promise) => Prop.ForAll(
        Cases.ToArbitrary(),
        one => promise(one.Arrival, one.Marked, Allocation.Of(one.Arrival, one.Marked, 10)))
        .Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));
}
