using HiltBot.Engine.Chat;
using HiltBot.Engine.Merchants;
using HiltBot.Engine.Notices;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Products;
using HiltBot.Engine.Sandbox;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.TestKit;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Storage.Tests.Payments;

/// <summary>Each wrong payment is recorded with its verdict, shown, and grants nothing (design section 4, Settlement).</summary>
public sealed class WrongMoneyIsSetAsideTests
{
    private static readonly string Other = FakeChain.Wallet("other mint");

    public static TheoryData<string> Both => Store.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task Short_money_leaves_the_session_open_and_a_second_transfer_completes_it(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var shop = await Till.OpenAsync(store);
        var session = await shop.SessionAsync();
        var first = await shop.PayAsync(session, Till.Price - 1);
        await shop.SettleAsync();
        var payment = await shop.ReadAsync(session);
        Assert.Equal((PaymentStatus.PendingConfirmation, Till.Price - 1), (payment.Status,
            payment.ReceivedMinorUnits));
        Assert.Equal(Verdict.Short, (await shop.TransferAsync(first)).Verdict);
        Assert.Equal(2, await NoticesAsync(store, NoticeKind.PaymentShort));

        var second = await shop.PayAsync(session, 1);
        await shop.SettleAsync();
        payment = await shop.ReadAsync(session);
        Assert.Equal((PaymentStatus.Confirmed, second), (payment.Status, payment.TxSignature));
        Assert.Equal(2, await store.ReadAsync(db => db.Transfers.CountAsync(row => row.PaymentId == session.Id)));
        Assert.Equal(0, await NoticesAsync(store, NoticeKind.PaymentOver));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Paying_for_an_offer_that_was_switched_off_meanwhile_is_told_to_both(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var till = await Till.OpenAsync(store);
        var session = await till.SessionAsync();
        await store.WriteAsync(async db =>
        {
            var product = await db.Products.SingleAsync();
            product.MembershipEnabled = false;
            var place = new Community
            {
                Id = CommunityId.New(store.Now),
                MerchantId = product.MerchantId,
                Platform = Platform.SimServer,
                ExternalId = "place",
                Title = "Place",
                AlertChannelId = "alerts",
                BoundAt = store.Now,
            };
            db.AddRange(place, new ProductTarget
            {
                ProductId = product.Id,
                MerchantId = product.MerchantId,
                CommunityId = place.Id,
                Platform = Platform.SimServer,
                TargetId = "sim:gold",
                Label = "Gold",
                Position = 0,
            });
        });
        await till.PayAsync(session);
        await till.SettleAsync();
        Assert.Equal(PaymentStatus.Confirmed, (await till.ReadAsync(session)).Status);
        Assert.Equal(0, await store.ReadAsync(db => db.Memberships.CountAsync()));
        var told = await store.ReadAsync(db => db.Notices.Where(row => row.Kind == NoticeKind.PaymentUnserved)
            .OrderBy(row => row.Audience).ToListAsync());
        Assert.Equal([NoticeAudience.AlertChannel, NoticeAudience.Buyer], told.Select(row => row.Audience));
        Assert.Contains("10.00 USDC for Gold", NoticeWording.Of(told[0]).Text, StringComparison.Ordinal);
        Assert.Contains("/gift", NoticeWording.Of(told[0]).Text, StringComparison.Ordinal);
        Assert.Contains("nothing was opened for you", NoticeWording.Of(told[1]).Text,
            StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_second_payment_is_a_duplicate_and_too_much_is_over(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var shop = await Till.OpenAsync(store);
        var session = await shop.SessionAsync();
        var over = await shop.PayAsync(session, Till.Price + 2_000_000);
        var again = await shop.PayAsync(session);
        await shop.SettleAsync();
        var first = await shop.TransferAsync(over);
        Assert.Equal((Verdict.Over, 2_000_000L), (first.Verdict, first.ExcessMinorUnits));
        var second = await shop.TransferAsync(again);
        Assert.Equal((Verdict.Duplicate, null, session.Id), (second.Verdict, second.PaymentId, second.ConcernsPaymentId!.Value));
        Assert.Equal(1, await store.ReadAsync(db => db.MembershipPeriods.CountAsync()));
        Assert.Equal(1, await NoticesAsync(store, NoticeKind.PaymentOver));
        Assert.Equal(1, await NoticesAsync(store, NoticeKind.PaymentUnmatched));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Dust_with_a_made_up_mark_is_recorded_and_calls_nobody(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var shop = await Till.OpenAsync(store);
        var session = await shop.SessionAsync();
        var dust = With(shop, session, new PlayShare(shop.Product.MerchantWallet, Till.Usdc, 999));
        var signature = await shop.SendAsync(dust with { Memo = "HILT:nobody", References = [] });
        await shop.SettleAsync();
        Assert.Equal(Verdict.UnknownMark, (await shop.TransferAsync(signature)).Verdict);
        Assert.Equal(0, await NoticesAsync(store, NoticeKind.PaymentUnmatched));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_transfer_with_the_marks_of_two_sessions_pays_the_oldest_it_covers(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var shop = await Till.OpenAsync(store);
        var older = await shop.SessionAsync();
        var newer = await shop.SessionAsync();
        var signature = await shop.SendAsync(
            shop.Move(newer) with { References = [newer.Reference, older.Reference] });
        await shop.SettleAsync();
        Assert.Equal(older.Id, (await shop.TransferAsync(signature)).PaymentId);
        Assert.Equal(PaymentStatus.PendingSignature, (await shop.ReadAsync(newer)).Status);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task What_the_account_shows_and_what_only_the_reference_shows_get_their_verdicts(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var shop = await Till.OpenAsync(store);
        var sessions = new List<Payment>();
        for (var i = 0; i < 5; i++)
        {
            sessions.Add(await shop.SessionAsync());
        }

        var stranger = FakeChain.Wallet("stranger");
        string[] signatures =
        [
            await shop.SendAsync(shop.Move(sessions[0]) with { HasFailed = true }),
            await shop.SendAsync(With(shop, sessions[1], new PlayShare(shop.Product.MerchantWallet, Other,
            Till.Price))),
            await shop.SendAsync(With(shop, sessions[2], new PlayShare(stranger, Till.Usdc, Till.Price))),
            await shop.SendAsync(With(shop, sessions[3], new PlayShare(shop.Product.MerchantWallet, Till.Usdc,
            0))),
            await shop.SendAsync(shop.Move(sessions[4]) with { Memo = "HILT:nobody", References = [] }),
        ];
        await shop.MoveAsync(TimeSpan.FromMinutes(33));
        await shop.SettleAsync();
        Assert.Equal(5, await shop.EndAsync());

        var verdicts = new List<Verdict>();
        foreach (var signature in signatures)
        {
            verdicts.Add((await shop.TransferAsync(signature)).Verdict);
        }

        Assert.Equal(
            [
                Verdict.TransactionFailed, Verdict.WrongAsset, Verdict.WrongRecipient, Verdict.NothingArrived,
                Verdict.UnknownMark,
            ],
            verdicts);
        var reasons = new List<string?>();
        foreach (var session in sessions)
        {
            var payment = await shop.ReadAsync(session);
            Assert.Equal((PaymentStatus.Failed, 0L), (payment.Status, payment.ReceivedMinorUnits));
            reasons.Add(payment.FailureReason);
        }

        Assert.Equal(
            [
                "transaction_failed", "asset_mismatch", "recipient_mismatch", "session_expired", "session_expired",
            ],
            reasons);
        Assert.Equal(0, await store.ReadAsync(db => db.MembershipPeriods.CountAsync()));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Late_money_settles_by_itself_into_a_payment_of_its_own(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var shop = await Till.OpenAsync(store);
        var session = await shop.SessionAsync();
        await shop.SettleAsync();
        await shop.MoveAsync(TimeSpan.FromMinutes(33));
        await shop.SettleAsync();
        await shop.EndAsync();
        var signature = await shop.PayAsync(session);
        await shop.SettleAsync();

        Assert.Equal(PaymentStatus.Failed, (await shop.ReadAsync(session)).Status);
        var transfer = await shop.TransferAsync(signature);
        Assert.Equal((Verdict.SettledLater, session.Id), (transfer.Verdict, transfer.ConcernsPaymentId!.Value));
        var settled = await store.ReadAsync(db => db.Payments.SingleAsync(row => row.Id == transfer.PaymentId));
        Assert.Equal((PaymentOrigin.Settled, PaymentStatus.Confirmed), (settled.Origin, settled.Status));
        Assert.Equal(1, await store.ReadAsync(db => db.MembershipPeriods.CountAsync()));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Late_money_for_another_price_waits_for_the_merchant_who_settles_it_once(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var shop = await Till.OpenAsync(store);
        var session = await shop.SessionAsync();
        await store.WriteAsync(db => db.Products.ExecuteUpdateAsync(
            set => set.SetProperty(row => row.AmountMinorUnits, 12_000_000L)));
        await shop.MoveAsync(TimeSpan.FromMinutes(40));
        var signature = await shop.PayAsync(session);
        await shop.SettleAsync();
        Assert.Equal(Verdict.Late, (await shop.TransferAsync(signature)).Verdict);

        var page = await store.InScopeAsync<ListUnmatched, UnmatchedPage>(
            list => list.HandleAsync(shop.Product.MerchantId, null, 10, default));
        var item = Assert.Single(page.Items);
        Assert.Equal((session.Id, true, Verdict.Late), (item.Concerns!.Value, item.CanBeSettled, item.Verdict));

        var settled = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ =>
            SettleAsync(store, shop.Product.MerchantId, item.Id, new SettleChoice.ForItsSession())));
        Assert.Single(settled.OfType<SettleOutcome.Settled>());
        Assert.Equal(3, settled.OfType<SettleOutcome.AlreadyCounted>().Count());
        Assert.Equal(1, await store.ReadAsync(db => db.MembershipPeriods.CountAsync()));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Other_income_is_summed_and_can_be_settled_for_a_member_by_its_own_merchant_only(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var shop = await Till.OpenAsync(store);
        var stranger = await Till.OpenAsync(store, "another merchant");
        await shop.SettleAsync();
        var session = await shop.SessionAsync();
        var signature = await shop.SendAsync(shop.Move(session) with { Memo = "thanks\a!", References = [] });
        await shop.SendAsync(shop.Move(session) with
        {
            Memo = null,
            References = [],
            Shares = [new PlayShare(shop.Product.MerchantWallet, Till.Usdc, 999)],
        });
        await shop.SettleAsync();
        var page = await store.InScopeAsync<ListUnmatched, UnmatchedPage>(
            list => list.HandleAsync(shop.Product.MerchantId, null, 10, default));
        Assert.Empty(page.Items);
        var income = Assert.Single(page.OtherIncome);
        Assert.Equal((1, Till.Price, 1, 999),
            (income.Count, income.AmountMinorUnits, income.DustCount, income.DustMinorUnits));
        Assert.Equal(0, await NoticesAsync(store, NoticeKind.PaymentUnmatched));

        var transfer = await shop.TransferAsync(signature);
        Assert.Equal((Verdict.OtherIncome, "thanks!"), (transfer.Verdict, transfer.Memo));
        var choice = new SettleChoice.ForMember(shop.Product.Id, shop.Buyer.Id);
        Assert.IsType<SettleOutcome.UnknownTransfer>(
            await SettleAsync(store, stranger.Product.MerchantId, transfer.Id, choice));
        Assert.IsType<SettleOutcome.NoSession>(
            await SettleAsync(store, shop.Product.MerchantId, transfer.Id, new SettleChoice.ForItsSession()));
        Assert.IsType<SettleOutcome.Settled>(await SettleAsync(store, shop.Product.MerchantId, transfer.Id, choice));
        Assert.Equal(shop.Buyer.Id, await store.ReadAsync(db => db.Memberships.Select(row => row.BuyerId).SingleAsync()));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task The_operators_fee_is_owed_when_it_does_not_come(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var shop = await Till.OpenAsync(store);
        var with = await shop.SessionAsync(fee: 100_000);
        var without = await shop.SessionAsync(fee: 100_000);
        await shop.PayAsync(with);
        await shop.SendAsync(With(
            shop, without, new PlayShare(shop.Product.MerchantWallet, Till.Usdc, Till.Price)));
        await shop.SettleAsync();
        Assert.Equal((PaymentStatus.Confirmed, 0L), Of(await shop.ReadAsync(with)));
        Assert.Equal((PaymentStatus.Confirmed, 100_000L), Of(await shop.ReadAsync(without)));

        static (PaymentStatus Status, long Owed) Of(Payment payment) => (payment.Status, payment.FeeOwedMinorUnits);
    }

    private static PlayMove With(Till shop, Payment session, params PlayShare[] shares) =>
        shop.Move(session) with { Shares = shares };

    private static Task<int> NoticesAsync(Store store, NoticeKind kind) =>
        store.ReadAsync(db => db.Notices.CountAsync(row => row.Kind == kind));

    private static Task<SettleOutcome> SettleAsync(
        Store store, MerchantId merchantId, TransferId transferId, SettleChoice choice) =>
        store.InScopeAsync<SettleUnmatched, SettleOutcome>(step => step.HandleAsync(
            merchantId, transferId, choice, Actor.Merchant("staff"), default));
}
