using HiltBot.Engine.Payments;
using HiltBot.Engine.Products;
using HiltBot.Engine.Values;
using HiltBot.TestKit;

namespace HiltBot.Engine.Tests.Payments;

/// <summary>Where money went that the session's account cannot show, and when late money settles by itself.</summary>
public sealed class StraysAndSettlingTests
{
    private static readonly DateTimeOffset Now = ManualTime.Start;
    private static readonly Payment Session = Payments.Session(Now, fee: 100_000);

    [Fact]
    public void A_failed_transaction_is_the_sessions_own() =>
        Assert.Equal([Own], Strays.Of(Transaction() with { HasFailed = true }, Session));

    [Fact]
    public void Money_that_came_is_the_accounts_own_business() => Assert.Equal(
        [Own], Strays.Of(Transaction(Change("receiving", Session.MerchantWallet, 5), Change("elsewhere", "other", 5)), Session));

    [Fact]
    public void Another_asset_at_the_merchant_and_the_asset_at_another_owner_are_strays()
    {
        var transaction = Transaction(
            Change("payer", "payer", -10), Change("payer-other", "payer", 3), Change("stranger-account", "stranger", 10),
            Change("fee-account", Session.FeeWallet, 1), Change("merchant-other", Session.MerchantWallet, 4, "other-mint"),
            Change("stranger-other", "stranger", 2, "other-mint"));
        Assert.Equal(
            [
                new AccountFacts("stranger-account", "stranger", Session.TokenMint),
                new AccountFacts("merchant-other", Session.MerchantWallet, "other-mint"),
            ],
            Strays.Of(transaction, Session));
    }

    [Fact]
    public void Money_that_came_and_went_is_shown_on_the_account_itself()
    {
        Assert.Equal([Own], Strays.Of(Transaction() with { Keys = new HashSet<string> { "receiving" } }, Session));
        Assert.Empty(Strays.Of(Transaction(), Session));
    }

    [Theory]
    [InlineData("nothing", true)]
    [InlineData("price", false)]
    [InlineData("paused", false)]
    [InlineData("wallet", false)]
    [InlineData("billing", false)]
    [InlineData("short", false)]
    [InlineData("unwelcome", false)]
    [InlineData("nobody", false)]
    public void Late_money_settles_by_itself_only_while_everything_agrees(string changed, bool agrees)
    {
        var session = Payments.Session(Now);
        var product = Product(session);
        switch (changed)
        {
            case "price": product.AmountMinorUnits = 10_000_001; break;
            case "paused": product.Status = ProductStatus.Paused; break;
            case "wallet": product.ReceivingAccount = "another"; break;
            case "billing": product.BillingCount = 7; break;
            case "nobody": session.IdentityValue = null; break;
        }

        var transfer = Transfer(changed == "short" ? 9_999_999 : 10_000_000);
        Assert.Equal(agrees, SettledPayment.StillAgrees(session, product, transfer, changed != "unwelcome"));
    }

    [Fact]
    public void A_settled_payment_has_marks_of_its_own_and_the_sessions_terms()
    {
        var session = Payments.Session(Now, fee: 100_000);
        var payment = SettledPayment.From(session, Transfer(10_000_000), Now.AddDays(1), Now);
        Assert.Equal(
            (PaymentOrigin.Settled, session.ProductId, session.IdentityValue, 10_000_000L, 9_900_000L, 10_000_000L),
            (payment.Origin, payment.ProductId, payment.IdentityValue, payment.AmountMinorUnits,
                payment.MerchantAmountMinorUnits, payment.ReceivedMinorUnits));
        Assert.True(payment.Nonce != session.Nonce && payment.Reference != session.Reference && payment.Id != session.Id);
        Assert.Equal(payment.AmountMinorUnits, payment.MerchantAmountMinorUnits + payment.FeeMinorUnits);
    }

    [Fact]
    public void Less_than_the_price_is_taken_as_the_price_when_the_merchant_settles_it()
    {
        var payment = SettledPayment.From(Payments.Session(Now, fee: 100_000), Transfer(5), Now, Now);
        Assert.Equal((5, 5, 0), (payment.AmountMinorUnits, payment.MerchantAmountMinorUnits, payment.FeeMinorUnits));
    }

    private static AccountFacts Own => new("receiving", Session.MerchantWallet, Session.TokenMint);

    private static ChainTransaction Transaction(params BalanceChange[] changes) => new(
        "signature", 1, Now, HasFailed: false, [], new HashSet<string>(), new HashSet<string>(), changes);

    private static BalanceChange Change(string account, string wallet, long amount, string mint = Payments.Usdc) =>
        new(account, wallet, mint, amount);

    private static Transfer Transfer(long amount) => new()
    {
        Id = TransferId.New(Now),
        Signature = "signature",
        Account = "receiving",
        Wallet = Payments.Key(1),
        TokenMint = Payments.Usdc,
        AmountMinorUnits = amount,
        Slot = 1,
        BlockTime = Now,
        Verdict = Verdict.Late,
        RecordedAt = Now,
    };

    private static Product Product(Payment session) => new()
    {
        Id = session.ProductId,
        MerchantId = session.MerchantId,
        Slug = "slug",
        ProductType = ProductType.PaymentLink,
        Status = ProductStatus.Active,
        Title = "Gold",
        AmountMinorUnits = session.AmountMinorUnits,
        TokenMint = session.TokenMint,
        AssetSymbol = "USDC",
        AssetDecimals = 6,
        MerchantWallet = session.MerchantWallet,
        ReceivingAccount = session.ReceivingAccount,
        CreatedAt = Now,
        UpdatedAt = Now,
    };
}
