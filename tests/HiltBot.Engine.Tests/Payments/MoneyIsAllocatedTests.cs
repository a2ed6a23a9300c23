using HiltBot.Engine.Payments;
using HiltBot.Engine.Values;
using HiltBot.TestKit;

namespace HiltBot.Engine.Tests.Payments;

/// <summary>Whom money counts for, case by case (design section 4, Settlement).</summary>
public sealed class MoneyIsAllocatedTests
{
    private const string Account = "account";
    private const string Mint = "mint";
    private const long Dust = 1_000;

    private static readonly DateTimeOffset Now = ManualTime.Start;
    private static readonly MerchantId Shop = MerchantId.New(Now);
    private static readonly MerchantId Stranger = MerchantId.New(Now);

    [Theory]
    [InlineData(10_000_000, Verdict.Settles, true, 0)]
    [InlineData(10_000_001, Verdict.Over, true, 1)]
    [InlineData(9_999_999, Verdict.Short, false, 0)]
    [InlineData(1, Verdict.Short, false, 0)]
    public void Marked_money_counts_for_its_session(long amount, Verdict verdict, bool completes, long excess)
    {
        var session = Session();
        var counted = Assert.IsType<Allocated.Counted>(Of(Arrival(amount), session));
        Assert.Equal((verdict, session.Id, completes, excess),
            (counted.Verdict, counted.PaymentId, counted.Completes, counted.ExcessMinorUnits));
    }

    [Fact]
    public void A_second_transfer_completes_what_was_short()
    {
        var counted = Assert.IsType<Allocated.Counted>(Of(Arrival(1), Session() with { ReceivedMinorUnits = 9_999_999 }));
        Assert.Equal((Verdict.Settles, true, 0L), (counted.Verdict, counted.Completes, counted.ExcessMinorUnits));
    }

    [Theory]
    [InlineData(120, true)]
    [InlineData(121, false)]
    public void Two_minutes_after_the_end_is_in_time_by_block_time(int secondsAfterEnd, bool isInTime)
    {
        var session = Session();
        var allocated = Of(
            Arrival(10_000_000) with { HappenedAt = session.ExpiresAt.AddSeconds(secondsAfterEnd) }, session);
        if (isInTime)
        {
            Assert.IsType<Allocated.Counted>(allocated);
        }
        else
        {
            Assert.Equal(new Allocated.SetAside(Verdict.Late, session.Id), allocated);
        }
    }

    [Theory]
    [InlineData(PaymentStatus.Confirmed, Verdict.Duplicate)]
    [InlineData(PaymentStatus.Failed, Verdict.Late)]
    public void A_session_that_is_over_takes_nothing(PaymentStatus status, Verdict verdict)
    {
        var session = Session() with { Status = status };
        Assert.Equal(new Allocated.SetAside(verdict, session.Id), Of(Arrival(10_000_000), session));
    }

    [Fact]
    public void Marks_of_two_sessions_pay_the_oldest_that_the_money_covers()
    {
        var dear = Session() with { MerchantAmountMinorUnits = 20_000_000 };
        var cheap = Session() with { CreatedAt = Now.AddMinutes(1) };
        var newest = Session() with { CreatedAt = Now.AddMinutes(2) };
        var counted = Assert.IsType<Allocated.Counted>(Of(Arrival(15_000_000), newest, dear, cheap));
        Assert.Equal((cheap.Id, Verdict.Over, 5_000_000), (counted.PaymentId, counted.Verdict, counted.ExcessMinorUnits));
    }

    [Fact]
    public void Marks_of_two_sessions_that_the_money_covers_neither_of_are_short_on_the_oldest()
    {
        var older = Session();
        var newer = Session() with { CreatedAt = Now.AddMinutes(1) };
        var counted = Assert.IsType<Allocated.Counted>(Of(Arrival(5_000_000), newer, older));
        Assert.Equal((older.Id, Verdict.Short), (counted.PaymentId, counted.Verdict));
    }

    [Fact]
    public void Another_sessions_account_grants_nothing()
    {
        var session = Session() with { ReceivingAccount = "elsewhere" };
        var strangers = Arrival(10_000_000) with { IsWatched = false, Wallet = "a stranger" };
        Assert.Equal(new Allocated.SetAside(Verdict.WrongRecipient, session.Id), Of(strangers, session));
        session = session with { TokenMint = "other" };
        Assert.Equal(new Allocated.SetAside(Verdict.WrongAsset, session.Id), Of(Arrival(10_000_000), session));
        session = session with { MerchantId = Stranger };
        Assert.Equal(new Allocated.SetAside(Verdict.UnknownMark, session.Id), Of(Arrival(10_000_000), session));
        Assert.Equal(
            new Allocated.SetAside(Verdict.UnknownMark, null), Of(Arrival(10_000_000) with { CarriesMemo = true }));
    }

    [Fact]
    public void Money_in_another_account_of_the_merchant_has_reached_the_merchant()
    {
        var session = Session() with { ReceivingAccount = "elsewhere" };
        var arrival = Arrival(10_000_000);
        Assert.Equal(session.Id, Assert.IsType<Allocated.Counted>(Of(arrival with { Wallet = "second" }, session)).PaymentId);
        Assert.Equal(session.Id, Assert.IsType<Allocated.Counted>(Of(arrival with { IsWatched = false }, session)).PaymentId);
        Assert.Equal(
            new Allocated.SetAside(Verdict.Duplicate, session.Id),
            Of(arrival, session with { Status = PaymentStatus.Confirmed }));
        Assert.Equal(
            new Allocated.SetAside(Verdict.UnknownMark, session.Id),
            Of(arrival, session with { MerchantId = Stranger }));
    }

    [Fact]
    public void Without_a_block_time_an_open_session_takes_it_however_late_it_was_read()
    {
        var session = Session();
        Assert.IsType<Allocated.Counted>(Of(Arrival(10_000_000) with { HappenedAt = null }, session));
        Assert.Equal(
            new Allocated.SetAside(Verdict.Late, session.Id),
            Of(Arrival(10_000_000) with { HappenedAt = null }, session with { Status = PaymentStatus.Failed }));
    }

    [Fact]
    public void A_mark_of_this_account_outweighs_one_of_another()
    {
        var own = Session() with { CreatedAt = Now.AddMinutes(1) };
        var counted = Assert.IsType<Allocated.Counted>(
            Of(Arrival(10_000_000), Session() with { ReceivingAccount = "elsewhere" }, own));
        Assert.Equal(own.Id, counted.PaymentId);
    }

    [Theory]
    [InlineData(9_900_000, 100_000, Verdict.Settles, 0, 100_000, 0)]
    [InlineData(9_900_000, 0, Verdict.Settles, 0, 0, 100_000)]
    [InlineData(10_000_000, 0, Verdict.Settles, 0, 0, 100_000)]
    [InlineData(10_000_001, 0, Verdict.Over, 1, 0, 100_000)]
    [InlineData(9_900_001, 100_000, Verdict.Over, 1, 100_000, 0)]
    [InlineData(9_900_000, 40_000, Verdict.Settles, 0, 40_000, 60_000)]
    [InlineData(9_900_000, 900_000, Verdict.Settles, 0, 100_000, 0)]
    [InlineData(9_899_999, 100_000, Verdict.Short, 0, 100_000, 0)]
    public void The_merchants_part_counts_whether_or_not_the_fee_came(
        long toMerchant, long toFeeWallet, Verdict verdict, long excess, long fee, long feeOwed)
    {
        var session = Session() with
        {
            MerchantAmountMinorUnits = 9_900_000,
            FeeMinorUnits = 100_000,
            FeeArrivedMinorUnits = toFeeWallet,
        };
        var counted = Assert.IsType<Allocated.Counted>(Of(Arrival(toMerchant), session));
        Assert.Equal((verdict, excess, fee, feeOwed),
            (counted.Verdict, counted.ExcessMinorUnits, counted.FeeMinorUnits, counted.FeeOwedMinorUnits));
    }

    [Fact]
    public void A_fee_into_the_merchants_own_wallet_is_neither_owed_nor_too_much()
    {
        var session = Session() with
        {
            MerchantAmountMinorUnits = 9_900_000,
            FeeMinorUnits = 100_000,
            IsFeeSeparate = false,
        };
        var counted = Assert.IsType<Allocated.Counted>(Of(Arrival(10_000_000), session));
        Assert.Equal((Verdict.Settles, 0L, 0L),
            (counted.Verdict, counted.ExcessMinorUnits, counted.FeeOwedMinorUnits));
    }

    [Theory]
    [InlineData("payer", true)]
    [InlineData("somebody", false)]
    [InlineData(null, false)]
    public void Where_the_identity_is_the_wallet_only_that_wallet_pays(string? payer, bool counts)
    {
        var session = Session() with { OnlyPayer = "payer" };
        var allocated = Of(Arrival(10_000_000) with { PayerWallet = payer }, session);
        Assert.Equal(counts, allocated is Allocated.Counted);
        Assert.True(counts || allocated == new Allocated.SetAside(Verdict.PayerMismatch, session.Id));
    }

    [Fact]
    public void Nothing_counts_that_did_not_arrive()
    {
        var session = Session();
        Assert.Equal(
            new Allocated.SetAside(Verdict.TransactionFailed, session.Id),
            Of(Arrival(0) with { HasFailed = true }, session));
        Assert.Equal(new Allocated.SetAside(Verdict.NothingArrived, session.Id), Of(Arrival(0), session));
        Assert.Equal(new Allocated.SetAside(Verdict.NothingArrived, session.Id), Of(Arrival(-5), session));
        Assert.Equal(
            new Allocated.SetAside(Verdict.WrongRecipient, session.Id),
            Of(Arrival(10_000_000) with { IsOtherOwner = true }, session));
    }

    [Fact]
    public void Unmarked_money_is_other_income_and_too_little_of_it_is_only_counted()
    {
        Assert.Equal(new Allocated.SetAside(Verdict.OtherIncome, null), Of(Arrival(Dust)));
        Assert.Equal(new Allocated.Dust(), Of(Arrival(Dust - 1)));
        Assert.Equal(new Allocated.Ignored(), Of(Arrival(0)));
        Assert.Equal(new Allocated.Ignored(), Of(Arrival(-10_000_000)));
        Assert.Equal(new Allocated.Ignored(), Of(Arrival(0) with { HasFailed = true }));
    }

    [Fact]
    public void Marked_dust_still_counts()
    {
        Assert.IsType<Allocated.Counted>(Of(Arrival(1), Session()));
    }

    private static Allocated Of(Arrival arrival, params MarkedSession[] marked) => Allocation.Of(arrival, marked, Dust);

    private static Arrival Arrival(long amount) => new(
        Account, Mint, amount, HasFailed: false, IsOtherOwner: false, Now.AddMinutes(5), "payer", CarriesMemo: false,
        new HashSet<MerchantId> { Shop }, "wallet", IsWatched: true);

    private static MarkedSession Session() => new(
        PaymentId.New(Now), Shop, "wallet", Account, Mint, PaymentStatus.PendingSignature, 10_000_000, 0, IsFeeSeparate: true, 0,
        0, 0, null, Now, Now.AddMinutes(30));
}
