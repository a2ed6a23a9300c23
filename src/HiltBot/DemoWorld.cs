using System.Security.Cryptography;
using HiltBot.Engine.Memberships;
using HiltBot.Engine.Merchants;
using HiltBot.Engine.Products;
using HiltBot.Engine.Sandbox;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.Solana.Keys;
using Microsoft.EntityFrameworkCore;

namespace HiltBot;

/// <summary>
/// What a newcomer finds on the sandbox: a merchant with both simulated places and three offers. Made through the steps
/// that everybody uses, once, in an empty database.
/// </summary>
internal sealed class DemoWorld(
    Work work, OpenSimulatedPlaces places, LookAtPayoutWallet lookAt, MakeMerchant makeMerchant,
    GiveBindCode giveCode, BindCommunity bind, CreateProduct createProduct)
{
    private const string Terms =
        "One payment, one period: nothing is charged again by itself. The role or the entry comes with the payment and " +
        "goes when the period and its days of grace are over. This is a sandbox: the money is play money.";

    public async Task MakeWhenEmptyAsync(CancellationToken cancellationToken)
    {
        await places.HandleAsync(cancellationToken);
        if (await work.ReadAsync(db => db.Merchants.AnyAsync(cancellationToken), cancellationToken))
        {
            return;
        }

        // Nobody holds this wallet's key, and on the play ledger nobody needs it.
        using var wallet = KeyPair.FromSeed(RandomNumberGenerator.GetBytes(32));
        var look = Expect<PayoutLook.Good>(
            await lookAt.HandleAsync(wallet.Address.ToString(), cancellationToken));
        await work.RunAsync(_ => MakeAsync(look, cancellationToken), cancellationToken);
    }

    private async Task MakeAsync(PayoutLook.Good look, CancellationToken cancellationToken)
    {
        var owner = SimWorld.FindPersona("robin")!;
        var merchant = Expect<MerchantOutcome.Made>(await makeMerchant.HandleAsync(
            new NewMerchant("Harbor House", "Europe/Berlin")
            {
                TermsText = Terms,
                Payout = look,
                Owner = new StaffAccount(Platform.SimServer, owner.AccountOn(Platform.SimServer), owner.Display),
            },
            Actor.System,
            cancellationToken)).MerchantId;
        foreach (var layout in SimWorld.Places)
        {
            var code = Expect<BindCodeOutcome.Given>(
                await giveCode.HandleAsync(merchant, Actor.System, cancellationToken)).Code;
            Expect<BindOutcome.Bound>(await bind.HandleAsync(
                new BindRequest(
                    layout.Platform, layout.ExternalId, layout.Title, code,
                    new StaffAccount(layout.Platform, owner.AccountOn(layout.Platform), owner.Display), MayManage: true)
                {
                    AlertChannelId = layout.AlertChannelId,
                },
                cancellationToken));
        }

        foreach (var offer in Offers())
        {
            Expect<ProductOutcome.Saved>(
                await createProduct.HandleAsync(merchant, offer, look, Actor.System, cancellationToken));
        }
    }

    private static IEnumerable<NewProduct> Offers()
    {
        var inner = new NewTarget(Platform.SimServer, "sim:inner-circle", "Inner circle");
        var workshop = new NewTarget(Platform.SimServer, "sim:workshop", "Workshop");
        var night = new NewTarget(Platform.SimGroup, "sim:night-shift", "Night Shift");
        yield return Offer(
            "Inner circle", "Weekly letters and the long view.", 9_000_000,
            new Billing(BillingUnit.Day, 30, "Europe/Berlin", null), inner);
        yield return Offer(
            "Inner circle and Night Shift", "The server and the group, with one payment.", 25_000_000,
            new Billing(BillingUnit.Month, 1, "Europe/Berlin", null), inner, night);
        yield return Offer(
            "Workshop for life", "Every session and every recording, once paid.", 120_000_000,
            new Billing(BillingUnit.Lifetime, 1, "Europe/Berlin", null), workshop);
    }

    private static NewProduct Offer(
        string title, string description, long amountMinorUnits, Billing billing,
        params NewTarget[] targets) =>
        new(ProductType.PaymentLink, title)
        {
            Description = description,
            AmountMinorUnits = amountMinorUnits,
            Membership = new MembershipTerms { Billing = billing, GracePeriodDays = 3, Targets = targets },
        };

    private static T Expect<T>(object outcome)
        where T : class =>
        outcome as T ?? throw new InvalidOperationException($"The demo world could not be made: {outcome}");
}
