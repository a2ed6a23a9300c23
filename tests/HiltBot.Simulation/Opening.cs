using HiltBot.Engine.Access;
using HiltBot.Engine.Memberships;
using HiltBot.Engine.Merchants;
using HiltBot.Engine.Products;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace HiltBot.Simulation;

/// <summary>How a story begins: a merchant, a server, two or three offers, a handful of people. Nothing goes wrong yet.</summary>
internal static class Opening
{
    private static readonly string[] Names = ["Ana", "Ben", "Cleo", "Dov", "Eve", "Finn"];

    public static async Task SetAsync(World world)
    {
        var node = await world.AddNodeAsync();
        var store = node.Store;
        await store.WriteAsync(db =>
        {
            db.Installations.Add(new Installation
            {
                Network = Network.Sandbox,
                GenesisHash = "FakeGenesis11111111111111111111111111111111",
                HeartbeatAt = world.Time.GetUtcNow(),
                CreatedAt = world.Now,
            });
            return Task.CompletedTask;
        });
        var made = await store.InScopeAsync<MakeMerchant, MerchantOutcome>(step =>
            step.HandleAsync(new NewMerchant("Harbor House", "Europe/Berlin"), Actor.System, default));
        world.MerchantId = Assert.IsType<MerchantOutcome.Made>(made).MerchantId;
        Assert.IsType<WalletOutcome.Changed>(await store.InScopeAsync<ChangePayoutWallet, WalletOutcome>(step =>
            step.HandleAsync(world.MerchantId, FakeChain.Wallet("merchant"), Actor.System, default)));
        Assert.IsType<BindOutcome.Bound>(await BindAsync(world, store));
        for (var i = world.Dice.Between(2, 3); i > 0; i--)
        {
            await OfferAsync(world, store, $"Offer{i}");
        }

        foreach (var name in Names.Take(world.Dice.Between(3, Names.Length)))
        {
            var person = new Person(name, $"70000000000000000{world.People.Count + 1}");
            world.People.Add(person);
            world.Server.Join(person.AccountId);
        }

        await store.InScopeAsync<BeatHeart>(step => step.HandleAsync(default));
    }

    private static async Task<BindOutcome> BindAsync(World world, Store store)
    {
        var code = await store.InScopeAsync<Work, string>(work => work.RunAsync(
            db => store.Services.GetRequiredService<OneTimeCodes>().IssueAsync(
                db, CodePurpose.BindCommunity, world.MerchantId, null, TimeSpan.FromHours(1), default),
            default));
        var mia = new StaffAccount(Platform.Discord, "900000000000000001", "Mia");
        return await store.InScopeAsync<BindCommunity, BindOutcome>(step => step.HandleAsync(
            new BindRequest(Platform.Discord, World.Guild, "Harbor House", code, mia, MayManage: true)
            {
                AlertChannelId = "alerts",
            },
            default));
    }

    private static async Task OfferAsync(World world, Store store, string title)
    {
        var dice = world.Dice;
        Billing? billing = dice.Below(10) switch
        {
            0 => null,
            1 => new Billing(BillingUnit.Day, 1, "UTC", null),
            < 5 => new Billing(BillingUnit.Day, 7, "UTC", null),
            < 8 => new Billing(BillingUnit.Day, 30, "Europe/Berlin", null),
            _ => new Billing(BillingUnit.Month, 1, "Europe/Berlin", null),
        };
        var targets = World.Targets.Where(_ => dice.Chance(50)).DefaultIfEmpty(World.Targets[0])
            .Select(target => new NewTarget(Platform.Discord, target, target)).ToList();
        var wanted = new NewProduct(ProductType.PaymentLink, title)
        {
            AmountMinorUnits = dice.Between(2, 40) * 1_000_000L,
            PaymentsMax = dice.Chance(15) ? dice.Between(2, 5) : null,
            Membership = new MembershipTerms
            {
                Billing = billing,
                GracePeriodDays = dice.Below(4),
                ReminderOffsetsDays = dice.Chance(70) ? [7, 2, 1] : [],
                Targets = targets,
                FoundRule = dice.Chance(30) ? FoundRule.Adopt : FoundRule.Keep,
            },
        };
        var outcome = await store.InScopeAsync<CreateProduct, ProductOutcome>(step =>
            step.HandleAsync(world.MerchantId, wanted, Actor.System, default));
        var product = outcome is ProductOutcome.Saved saved
            ? saved.Product
            : throw new InvalidOperationException($"{title}: {outcome}");
        world.Offers.Add(new Offer(product, title));
        world.Say($"{title}: {wanted.AmountMinorUnits} for {billing?.ToString() ?? "ever"}, grace " +
            $"{wanted.Membership!.GracePeriodDays}, {wanted.Membership.FoundRule}, opens " +
            $"{string.Join(' ', targets.Select(one => one.TargetId[^2..]))}");
    }
}
