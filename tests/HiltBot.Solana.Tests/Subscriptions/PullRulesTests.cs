using HiltBot.Solana.Keys;
using HiltBot.Solana.Programs;
using HiltBot.Solana.Rpc;
using HiltBot.Solana.Subscriptions;

namespace HiltBot.Solana.Tests.Subscriptions;

/// <summary>Each check of a pull by itself, and their order; the vectors hold the rest.</summary>
public sealed class PullRulesTests
{
    private const long Now = 1_790_000_100;

    private static readonly SubscriptionProgram Program = new();
    private static readonly Address Merchant = Key(1), Buyer = Key(2), Puller = Key(3), Mint = Key(4);
    private static readonly Address Plan = Program.PlanOf(Merchant, 7);

    private readonly PlanAccount _plan = new()
    {
        Owner = Merchant,
        Bump = 255,
        Status = PlanStatus.Active,
        PlanId = 7,
        Mint = Mint,
        Amount = 100,
        PeriodHours = 24,
        CreatedAt = 1_780_000_000,
        EndAt = 0,
        DestinationPlaces = [Merchant, default, default, default],
        PullerPlaces = [default, Puller, default, default],
        MetadataUri = "",
    };

    private readonly SubscriptionAccount _subscription = new()
    {
        Bump = 255,
        Subscriber = Buyer,
        Plan = Plan,
        RentPayer = Buyer,
        InitId = 9,
        Amount = 100,
        PeriodHours = 24,
        PlanCreatedAt = 1_780_000_000,
        Pulled = 40,
        PeriodStart = 1_790_000_000,
        ExpiresAt = 0,
    };

    private readonly SubscriptionAuthorityAccount _authority = new()
    {
        User = Buyer,
        Mint = Mint,
        RentPayer = Buyer,
        Bump = 255,
        InitId = 9,
    };

    private readonly PullRequest _request = new()
    {
        Plan = Plan,
        Subscriber = Buyer,
        Mint = Mint,
        TokenProgram = ProgramIds.Token,
        ReceiverTokenAccount = AssociatedToken.AddressOf(Merchant, Mint, ProgramIds.Token),
        Caller = Puller,
        Amount = 60,
    };

    private static byte[] FullWallet =>
        SubscriptionBytes.TokenAccount(Mint, Buyer, 1_000, Program.AuthorityOf(Buyer, Mint), ulong.MaxValue);

    private PullAccounts Good => Accounts();

    [Fact]
    public void All_as_it_should_be_succeeds_with_the_new_state() =>
        Assert.Equal(new PullOutcome.Succeeds(1_790_000_000, 100), Judge(_request, Good));

    [Fact]
    public void The_owner_may_pull_too_and_a_sunset_plan_still_allows_it()
    {
        var sunset = Accounts(plan: _plan with { Status = PlanStatus.Sunset });
        Assert.IsType<PullOutcome.Succeeds>(Judge(_request with { Caller = Merchant }, sunset));
    }

    [Fact]
    public void An_empty_place_in_the_lists_is_nobody()
    {
        Assert.Equal(130u, Code(_request with { Caller = default }, Good));
        var receiver = SubscriptionBytes.Token(SubscriptionBytes.TokenAccount(Mint, default));
        Assert.Equal(506u, Code(_request, Good with { Receiver = receiver }));
    }

    [Fact]
    public void Without_destinations_anybody_may_receive()
    {
        var open = Accounts(plan: _plan with { DestinationPlaces = new Address[4] });
        var receiver = SubscriptionBytes.Token(SubscriptionBytes.TokenAccount(Mint, Key(77)));
        Assert.IsType<PullOutcome.Succeeds>(Judge(_request, open with { Receiver = receiver }));
    }

    [Fact]
    public void Each_closed_account_has_its_own_error()
    {
        Assert.Equal("InvalidAccountOwner", Error(_request, Good with { Subscription = null }).Name);
        var foreign = new AccountInfo(ProgramIds.System, 1, IsExecutable: false, new byte[155]);
        Assert.Equal("InvalidAccountOwner", Error(_request, Good with { Subscription = foreign }).Name);
        Assert.Equal(516u, Code(_request, Good with { Plan = null }));
        Assert.Equal(103u, Code(_request, Good with { Authority = null }));
        Assert.Equal(107u, Code(_request, Good with { Source = null }));
        Assert.Equal(107u, Code(_request, Good with { Receiver = null }));
        var newer = _request with { TokenProgram = ProgramIds.Token2022 };
        Assert.Equal(110u, Code(newer, Good));
        Assert.Equal(105u, Code(_request with { TokenProgram = ProgramIds.Memo }, Good));
    }

    [Fact]
    public void A_form_that_is_not_known_is_a_surprise_and_no_verdict()
    {
        var longer = SubscriptionBytes.Info([.. SubscriptionBytes.Of(_subscription), 0]);
        Assert.Equal(
            new PullOutcome.Unreadable("subscription"), Judge(_request, Good with { Subscription = longer }));
        var version = SubscriptionBytes.Of(_subscription);
        version[1] = 2;
        Assert.Equal(
            new PullOutcome.Unreadable("subscription"),
            Judge(_request, Good with { Subscription = SubscriptionBytes.Info(version) }));
        var swapped = Good with { Plan = Good.Authority, Authority = Good.Plan };
        Assert.Equal(new PullOutcome.Unreadable("plan"), Judge(_request, swapped));
        Assert.Equal(
            new PullOutcome.Unreadable("authority"), Judge(_request, Good with { Authority = Good.Plan }));
    }

    [Fact]
    public void Each_field_that_disagrees_has_its_code()
    {
        Assert.Equal(125u, Code(_request, Accounts(plan: _plan with { Mint = Key(5) })));
        Assert.Equal(519u, Code(_request, Accounts(plan: _plan with { Amount = 101 })));
        Assert.Equal(519u, Code(_request, Accounts(plan: _plan with { PeriodHours = 25 })));
        Assert.Equal(519u, Code(_request, Accounts(plan: _plan with { CreatedAt = 1 })));
        Assert.Equal(505u, Code(_request, Accounts(_subscription with { Plan = Key(6) })));
        Assert.Equal(130u, Code(_request, Accounts(_subscription with { Subscriber = Key(6) })));
        Assert.Equal(508u, Code(_request, Accounts(_subscription with { ExpiresAt = Now })));
        Assert.Equal(129u, Code(_request with { Amount = 0 }, Good));
        Assert.Equal(407u, Code(_request, Accounts(_subscription with { PeriodStart = Now + 1 })));
        Assert.Equal(400u, Code(_request with { Amount = 61 }, Good));
        Assert.Equal(126u, Code(_request, Accounts(authority: _authority with { User = Key(6) })));
        Assert.Equal(136u, Code(_request, Accounts(authority: _authority with { InitId = 10 })));
    }

    [Fact]
    public void A_plan_ends_after_its_last_second()
    {
        Assert.IsType<PullOutcome.Succeeds>(Judge(_request, Accounts(plan: _plan with { EndAt = Now })));
        Assert.Equal(501u, Code(_request, Accounts(plan: _plan with { EndAt = Now - 1 })));
    }

    [Fact]
    public void The_tokens_are_looked_at_last_and_the_balance_before_the_approval()
    {
        var authority = Program.AuthorityOf(Buyer, Mint);
        Assert.Equal(1u, CodeOfWallet(59, authority, 59));
        Assert.Equal(1u, CodeOfWallet(60, authority, 59));
        Assert.Equal(1u, CodeOfWallet(59, null, 0));
        Assert.Equal(4u, CodeOfWallet(60, null, 0));
        Assert.Equal(4u, CodeOfWallet(60, Key(50), 60));
        Assert.Null(CodeOfWallet(60, authority, 60));
        Assert.Equal(0x11u, CodeOfWallet(59, null, 0, isFrozen: true));
        Assert.Equal(508u, Code(
            _request,
            Accounts(_subscription with { ExpiresAt = 1 }) with
            {
                Source = SubscriptionBytes.Token(SubscriptionBytes.TokenAccount(Mint, Buyer)),
            }));
    }

    [Fact]
    public void What_heals_is_told_from_what_does_not()
    {
        Assert.All(
            (uint[])[400, 407], code => Assert.Equal(Healing.Later, SubscriptionErrors.Of(code).Healing));
        Assert.All(
            (uint[])[1, 4, 0x11, 107, 110],
            code => Assert.Equal(Healing.ByOthers, SubscriptionErrors.Of(code).Healing));
        Assert.All(
            (uint[])[130, 506, 519, 516, 501, 508, 136, 103, 4_711],
            code => Assert.Equal(Healing.Never, SubscriptionErrors.Of(code).Healing));
    }

    [Fact]
    public void An_error_of_another_instruction_is_not_the_pulls()
    {
        var error = new TransactionError("InstructionError", 2, "Custom", 1);
        Assert.Equal(1u, SubscriptionErrors.Of(error, 2)!.Code);
        Assert.Null(SubscriptionErrors.Of(error, 1));
        Assert.Null(SubscriptionErrors.Of(new TransactionError("BlockhashNotFound", null, null, null), 0));
        var named = new TransactionError("InstructionError", 0, "InvalidAccountOwner", null);
        Assert.Equal(SubscriptionErrors.AccountOwner, SubscriptionErrors.Of(named, 0));
    }

    private PullAccounts Accounts(
        SubscriptionAccount? subscription = null,
        PlanAccount? plan = null,
        SubscriptionAuthorityAccount? authority = null) => new()
        {
            Subscription = SubscriptionBytes.Info(SubscriptionBytes.Of(subscription ?? _subscription)),
            Plan = SubscriptionBytes.Info(SubscriptionBytes.Of(plan ?? _plan)),
            Authority = SubscriptionBytes.Info(SubscriptionBytes.Of(authority ?? _authority)),
            Source = SubscriptionBytes.Token(FullWallet),
            Receiver = SubscriptionBytes.Token(SubscriptionBytes.TokenAccount(Mint, Merchant)),
        };

    private uint? CodeOfWallet(ulong amount, Address? @delegate, ulong delegated, bool isFrozen = false)
    {
        var data = SubscriptionBytes.TokenAccount(Mint, Buyer, amount, @delegate, delegated, isFrozen);
        var outcome = Judge(_request, Good with { Source = SubscriptionBytes.Token(data) });
        return outcome is PullOutcome.Fails fails ? fails.Error.Code : null;
    }

    private static PullOutcome Judge(PullRequest request, PullAccounts accounts) =>
        new PullRules(Program).Judge(request, accounts, Now);

    private static SubscriptionError Error(PullRequest request, PullAccounts accounts) =>
        Assert.IsType<PullOutcome.Fails>(Judge(request, accounts)).Error;

    private static uint? Code(PullRequest request, PullAccounts accounts) => Error(request, accounts).Code;

    private static Address Key(byte number) => Address.From([.. Enumerable.Repeat(number, 32)]);
}
