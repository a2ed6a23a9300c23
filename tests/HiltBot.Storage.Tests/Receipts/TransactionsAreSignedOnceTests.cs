using HiltBot.Engine.Payments;
using HiltBot.Engine.Receipts;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.Storage.Tests.Payments;
using HiltBot.TestKit;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Storage.Tests.Receipts;

/// <summary>A transaction has one receipt, whoever asks for it first: its merchant, or the payment that it settles.</summary>
public sealed class TransactionsAreSignedOnceTests
{
    public static TheoryData<string> Both => Store.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task Eight_calls_for_one_transaction_give_one_receipt(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var shop = await Till.OpenAsync(store);
        var signature = await shop.PayAsync(await shop.SessionAsync());
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => SignAsync(store, shop, signature)));

        var signed = Assert.Single(answers.OfType<SignOutcome.Signed>()).Receipt;
        Assert.All(answers.OfType<SignOutcome.Standing>(), answer => Assert.Equal(signed.Id, answer.Receipt.Id));
        Assert.Equal(7, answers.Count(answer => answer is SignOutcome.Standing));
        Assert.Equal(1, await store.ReadAsync(db => db.Receipts.CountAsync()));
        Assert.Equal(["receipt.created"], await shop.EventsAsync());
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Settlement_adopts_the_receipt_that_stands_and_changes_no_letter_of_it(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var shop = await Till.OpenAsync(store);
        var session = await shop.SessionAsync();
        var signature = await shop.PayAsync(session);
        var signed = Assert.IsType<SignOutcome.Signed>(await SignAsync(store, shop, signature)).Receipt;
        Assert.Null(signed.PaymentId);
        Assert.Equal(Till.Price, signed.AmountMinorUnits);
        await shop.SettleAsync();

        var adopted = await store.ReadAsync(db => db.Receipts.SingleAsync());
        Assert.Equal(
            (signed.Id, signed.DocumentJson, signed.Hash, signed.Ed25519Sig, signed.KeyId),
            (adopted.Id, adopted.DocumentJson, adopted.Hash, adopted.Ed25519Sig, adopted.KeyId));
        Assert.Equal(
            (session.Id, shop.Product.Id, shop.Buyer.Id),
            (adopted.PaymentId!.Value, adopted.ProductId!.Value, adopted.BuyerId!.Value));
        Assert.Equal(PaymentStatus.Confirmed, (await shop.ReadAsync(session)).Status);
        Assert.Equal(["membership.activated", "payment.confirmed", "receipt.created"], await shop.EventsAsync());
        Assert.Equal(
            ["signed", "adopted"],
            await store.ReadAsync(db => db.History.Where(row => row.SubjectId == signed.Id.Value).OrderBy(row => row.Id)
                .Select(row => row.EventType).ToListAsync()));
        Assert.Equal(adopted.Id, Assert.IsType<SignOutcome.Standing>(await SignAsync(store, shop, signature)).Receipt.Id);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Signing_and_settling_at_the_same_moment_gives_one_receipt_for_each_payment(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var shop = await Till.OpenAsync(store);
        await shop.SettleAsync();
        var paid = new List<(Payment Session, string Signature)>();
        for (var i = 0; i < 12; i++)
        {
            var session = await shop.SessionAsync();
            paid.Add((session, await shop.PayAsync(session)));
        }

        var settling = Enumerable.Range(0, 3).Select(_ => shop.SettleAsync()).ToList();
        var answers = await Task.WhenAll(paid.SelectMany(one => (Task<SignOutcome>[])
            [SignAsync(store, shop, one.Signature), SignAsync(store, shop, one.Signature)]));
        await Task.WhenAll(settling);
        await shop.SettleAsync();

        var receipts = await store.ReadAsync(db => db.Receipts.ToListAsync());
        Assert.Equal(12, receipts.Count);
        Assert.Equal(
            paid.Select(one => (one.Session.Id, one.Signature)).ToHashSet(),
            receipts.Select(row => (row.PaymentId!.Value, row.TxSig)).ToHashSet());
        Assert.Equal(12, (await shop.EventsAsync()).Count(name => name == "receipt.created"));
        foreach (var answer in answers)
        {
            var told = answer switch
            {
                SignOutcome.Signed signed => signed.Receipt,
                SignOutcome.Standing standing => standing.Receipt,
                _ => throw new InvalidOperationException(answer.ToString()),
            };
            Assert.Equal(told.Hash, receipts.Single(row => row.Id == told.Id).Hash);
        }

        foreach (var receipt in receipts)
        {
            Assert.True((await VerifyAsync(store, receipt.Id))!.IsValid);
        }
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_part_of_a_payment_waits_for_the_receipt_of_the_whole(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var shop = await Till.OpenAsync(store);
        var session = await shop.SessionAsync();
        var first = await shop.PayAsync(session, Till.Price / 2);
        Assert.IsType<SignOutcome.PartOfAPayment>(await SignAsync(store, shop, first));
        await shop.SettleAsync();
        Assert.IsType<SignOutcome.PartOfAPayment>(await SignAsync(store, shop, first));
        var second = await shop.PayAsync(session, Till.Price / 2);
        Assert.IsType<SignOutcome.PartOfAPayment>(await SignAsync(store, shop, second));
        await shop.SettleAsync();

        var whole = Assert.IsType<SignOutcome.Standing>(await SignAsync(store, shop, first)).Receipt;
        Assert.Equal((second, session.Id), (whole.TxSig, whole.PaymentId!.Value));
        Assert.Equal(whole.Id, Assert.IsType<SignOutcome.Standing>(await SignAsync(store, shop, second)).Receipt.Id);
        Assert.Equal(1, await store.ReadAsync(db => db.Receipts.CountAsync()));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_fresh_key_signs_from_now_on_and_the_retired_one_still_proves_what_it_signed(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var shop = await Till.OpenAsync(store);
        var before = await SignedAsync(store, shop);
        store.Time.Advance(TimeSpan.FromMinutes(1));
        var fresh = await store.InScopeAsync<RotateReceiptKey, KeyId>(step => step.HandleAsync(default));
        var after = await SignedAsync(store, shop);

        Assert.NotEqual(before.KeyId, after.KeyId);
        Assert.Equal(fresh, after.KeyId);
        Assert.True((await VerifyAsync(store, before.Id))!.IsValid);
        Assert.True((await VerifyAsync(store, after.Id))!.IsValid);
        var keys = await store.InScopeAsync<ReadReceiptKeys, IReadOnlyList<ReceiptKey>>(step => step.HandleAsync(default));
        Assert.Equal([after.KeyId, before.KeyId], keys.Select(key => key.Id));
        Assert.Equal([false, true], keys.Select(key => key.RetiredAt is not null));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_list_of_receipts_is_found_by_each_of_its_filters(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var shop = await Till.OpenAsync(store);
        var receipts = new List<Receipt>();
        for (var i = 0; i < 5; i++)
        {
            store.Time.Advance(TimeSpan.FromMinutes(1));
            receipts.Add(await SignedAsync(store, shop));
        }

        receipts.Reverse();
        await shop.SettleAsync();
        await store.InScopeAsync<EditInvoice, InvoiceOutcome>(edit => edit.HandleAsync(
            shop.Product.MerchantId, receipts[3].Id,
            new InvoiceEdit(new(true, "RE-2026/7 100%"), new(true, "\u00c9mile_Zola"), default, default, default),
            Actor.System, default));
        Assert.Equal(receipts.Select(row => row.Id), await IdsAsync(store, shop, new ReceiptFilter()));
        foreach (var words in (string[])["re-2026/7", "100%", "\u00e9mile_", " 7 100% ", "\u00c9MILE"])
        {
            Assert.Equal([receipts[3].Id], await IdsAsync(store, shop, new ReceiptFilter(Words: words)));
        }

        Assert.Equal([receipts[1].Id], await IdsAsync(store, shop, new ReceiptFilter(Words: receipts[1].Id.ToString())));
        Assert.Equal([receipts[2].Id], await IdsAsync(store, shop, new ReceiptFilter(Words: receipts[2].TxSig)));
        Assert.Contains(receipts[2].Id, await IdsAsync(store, shop, new ReceiptFilter(Words: receipts[2].TxSig[..20])));
        Assert.Equal(5, (await IdsAsync(store, shop, new ReceiptFilter(Words: "gOLD"))).Count);
        Assert.Equal(5, (await IdsAsync(store, shop, new ReceiptFilter(shop.Payer, ProductId: shop.Product.Id))).Count);
        Assert.Equal(5, (await IdsAsync(store, shop, new ReceiptFilter(shop.Product.MerchantWallet))).Count);
        foreach (var words in (string[])["_x", "%", "'", "100_"])
        {
            Assert.DoesNotContain(receipts[0].Id, await IdsAsync(store, shop, new ReceiptFilter(Words: words)));
        }

        Assert.Empty(await IdsAsync(store, shop, new ReceiptFilter(ProductId: ProductId.New(store.Now))));
        var page = await store.InScopeAsync<ListReceipts, HiltBot.Engine.Webhooks.PageOf<ListedReceipt>>(
            list => list.HandleAsync(shop.Product.MerchantId, new ReceiptFilter(), 2, 2, default));
        Assert.Equal((5, "Gold"), (page.Total, page.Items[0].ProductTitle));
        Assert.Equal(receipts.Skip(2).Take(2).Select(row => row.Id), page.Items.Select(item => item.Receipt.Id));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task An_export_goes_through_every_receipt_once_also_when_many_have_one_instant(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var shop = await Till.OpenAsync(store);
        await store.WriteAsync(async db =>
        {
            for (var i = 0; i < 1203; i++)
            {
                var id = ReceiptId.New(store.Now);
                db.Receipts.Add(new Receipt
                {
                    Id = id,
                    MerchantId = shop.Product.MerchantId,
                    TxSig = $"signature {i}",
                    Account = "account",
                    DocumentJson = "{}",
                    Hash = "hash",
                    Ed25519Sig = "signature",
                    KeyId = KeyId.New(store.Now),
                    SchemaVersion = "hilt-v1",
                    CreatedAt = store.Now.AddMinutes(i / 700),
                });
            }

            await Task.CompletedTask;
        });
        var ids = await AllAsync(store, shop, new ReceiptFilter());
        Assert.Equal((1203, 1203), (ids.Count, ids.Distinct().Count()));
    }

    private static async Task<Receipt> SignedAsync(Store store, Till shop)
    {
        var signature = await shop.PayAsync(await shop.SessionAsync());
        return Assert.IsType<SignOutcome.Signed>(await SignAsync(store, shop, signature)).Receipt;
    }

    private static async Task<List<ReceiptId>> IdsAsync(Store store, Till shop, ReceiptFilter filter)
    {
        var all = await AllAsync(store, shop, filter);
        var page = await store.InScopeAsync<ListReceipts, HiltBot.Engine.Webhooks.PageOf<ListedReceipt>>(
            list => list.HandleAsync(shop.Product.MerchantId, filter, 1, 100, default));
        Assert.Equal(all, page.Items.Select(item => item.Receipt.Id));
        Assert.Equal(all.Count, page.Total);
        return all;
    }

    private static Task<List<ReceiptId>> AllAsync(Store store, Till shop, ReceiptFilter filter) =>
        store.InScopeAsync<ListReceipts, List<ReceiptId>>(async list =>
        {
            var ids = new List<ReceiptId>();
            await foreach (var listed in list.AllAsync(shop.Product.MerchantId, filter, default))
            {
                ids.Add(listed.Receipt.Id);
            }

            return ids;
        });

    private static Task<SignOutcome> SignAsync(Store store, Till shop, string signature) =>
        store.InScopeAsync<SignTransaction, SignOutcome>(step => step.HandleAsync(
            shop.Product.MerchantId, new TransactionClaim(signature), Actor.System, default));

    private static Task<ReceiptProof?> VerifyAsync(Store store, ReceiptId id) =>
        store.InScopeAsync<VerifyReceipt, ReceiptProof?>(step => step.HandleAsync(id, default));
}
