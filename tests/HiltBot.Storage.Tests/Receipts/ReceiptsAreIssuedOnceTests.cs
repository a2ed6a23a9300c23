using System.Text.Json;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Receipts;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.Engine.Webhooks;
using HiltBot.Storage.Tests.Memberships;
using HiltBot.TestKit;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Storage.Tests.Receipts;

public sealed class ReceiptsAreIssuedOnceTests
{
    public static TheoryData<string> Both => Store.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task A_receipt_names_every_transfer_and_is_verified_until_it_is_tampered_with(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var shop = await Club.OpenAsync(store);
        var payment = shop.NewPayment();
        await shop.ConfirmAsync(payment);
        await store.WriteAsync(async db =>
        {
            db.Transfers.Add(TransferOf(payment, "first", 9_000_000, 1, store.Now));
            db.Transfers.Add(TransferOf(payment, payment.TxSignature!, 20_000_000, 2, store.Now));
            await Task.CompletedTask;
        });
        var receipt = await IssueAsync(store);
        Assert.Equal(receipt.Id, (await IssueAsync(store)).Id);

        using var document = JsonDocument.Parse(receipt.DocumentJson);
        Assert.Equal(
            ["first", payment.TxSignature],
            document.RootElement.GetProperty("transfers").EnumerateArray()
                .Select(row => row.GetProperty("tx_sig").GetString()));
        Assert.Equal("2026-03-02T09:30:00Z", document.RootElement.GetProperty("confirmed_at").GetString());
        Assert.True((await VerifyAsync(store, receipt.Id))!.IsValid);
        var keys = await store.InScopeAsync<ReadReceiptKeys, IReadOnlyList<ReceiptKey>>(step =>
            step.HandleAsync(CancellationToken.None));
        Assert.Equal(document.RootElement.GetProperty("public_key").GetString(), Assert.Single(keys).PublicKey);

        await store.WriteAsync(db => db.Database.ExecuteSqlAsync(
            $"update receipts set document_json = replace(document_json, '29000000', '19000000')"));
        Assert.False((await VerifyAsync(store, receipt.Id))!.IsValid);
        Assert.Null(await VerifyAsync(store, ReceiptId.New(store.Now)));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Events_are_rendered_once_when_they_are_due(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var shop = await Club.OpenAsync(store);
        var payment = shop.NewPayment();
        var membership = (await shop.ConfirmAsync(payment))!;
        await IssueAsync(store);
        Assert.Equal(2, await RenderAsync(store));
        Assert.Equal(0, await store.ReadAsync(db => db.WebhookEvents.CountAsync(row => row.Payload != null)));
        store.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(2, await RenderAsync(store));
        Assert.Equal(0, await RenderAsync(store));

        var rows = await store.ReadAsync(db => db.WebhookEvents.OrderBy(row => row.EventType).ToListAsync());
        using var activated = JsonDocument.Parse(rows[0].Payload!);
        var data = activated.RootElement.GetProperty("data");
        Assert.Equal("membership.activated", activated.RootElement.GetProperty("type").GetString());
        Assert.Equal("2026-05-04", activated.RootElement.GetProperty("api_version").GetString());
        Assert.Equal("2026-03-02T09:30:00Z", activated.RootElement.GetProperty("created_at").GetString());
        Assert.False(activated.RootElement.GetProperty("livemode").GetBoolean());
        Assert.Equal(membership.Id.ToString(), data.GetProperty("membership").GetProperty("id").GetString());
        Assert.Equal("CUSTOM", data.GetProperty("membership").GetProperty("platform").GetString());
        Assert.Equal(
            "2026-04-01T10:00:00Z", data.GetProperty("membership").GetProperty("current_period_end_at").GetString());
        Assert.Equal("Circle", data.GetProperty("payment").GetProperty("product").GetProperty("title").GetString());
        Assert.False(data.TryGetProperty("delivery", out _));
        using var created = JsonDocument.Parse(rows[1].Payload!);
        Assert.EndsWith(
            "/verify",
            created.RootElement.GetProperty("data").GetProperty("receipt").GetProperty("verify_url").GetString(),
            StringComparison.Ordinal);
    }

    private static Task<int> RenderAsync(Store store) =>
        store.InScopeAsync<RenderEvents, int>(step => step.HandleAsync(CancellationToken.None));

    private static Task<ReceiptProof?> VerifyAsync(Store store, ReceiptId id) =>
        store.InScopeAsync<VerifyReceipt, ReceiptProof?>(step => step.HandleAsync(id, CancellationToken.None));

    private static Task<Receipt> IssueAsync(Store store) =>
        store.InScopeAsync<Work, Receipt>(work => store.InScopeAsync<IssueReceipt, Receipt>(issue => work.RunAsync(
            async db => await issue.InAsync(db, await db.Payments.SingleAsync(), store.Now, CancellationToken.None),
            CancellationToken.None)));

    private static Transfer TransferOf(
        Payment payment, string signature, long amount, long slot, DateTimeOffset now) => new()
        {
            Id = TransferId.New(now),
            Signature = signature,
            Account = "account",
            Wallet = "wallet",
            TokenMint = payment.TokenMint,
            AmountMinorUnits = amount,
            Slot = slot,
            BlockTime = now,
            PayerWallet = "payer",
            Verdict = Verdict.Short,
            PaymentId = payment.Id,
            RecordedAt = now,
        };
}
