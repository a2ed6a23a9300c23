using HiltBot.Engine.Access;
using HiltBot.Engine.Memberships;
using HiltBot.Engine.Merchants;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Products;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.TestKit;

namespace HiltBot.Simulation;

/// <summary>What the merchant does to offers and members, and what happens to the server.</summary>
internal static class MerchantsMoves
{
    public static async Task EditAsync(World world, Node node)
    {
        var offer = world.Dice.Pick(world.Offers);
        var edit = world.Dice.Below(7) switch
        {
            0 => new ProductEdit { AmountMinorUnits = world.Dice.Between(2, 40) * 1_000_000L },
            1 => new ProductEdit { Status = ProductStatus.Archived },
            2 => new ProductEdit { Status = ProductStatus.Paused },
            3 => new ProductEdit { GracePeriodDays = world.Dice.Below(4) },
            4 => new ProductEdit { MembershipEnabled = world.Dice.Chance(50) },
            _ => new ProductEdit { Status = ProductStatus.Active, MembershipEnabled = true },
        };
        await EditAsync(world, node, offer, edit);
    }

    public static Task EditTargetsAsync(World world, Node node)
    {
        var targets = World.Targets.Where(_ => world.Dice.Chance(50))
            .Select(target => new NewTarget(Platform.Discord, target, target)).ToList();
        return EditAsync(world, node, world.Dice.Pick(world.Offers), new ProductEdit { Targets = targets });
    }

    public static Task MoveWalletAsync(World world, Node node) => EditAsync(
        world, node, world.Dice.Pick(world.Offers),
        new ProductEdit { MerchantWallet = FakeChain.Wallet(world.Dice.Chance(50) ? "merchant" : "second merchant") });

    public static async Task GiftAsync(World world, Node node)
    {
        var (person, offer) = (world.Dice.Pick(world.People), world.Dice.Pick(world.Offers));
        var to = new GiftTo(offer.Product.Id, Platform.Discord, person.AccountId, person.Name);
        var request = new GiftRequest(world.MerchantId, null, to, world.Dice.Between(1, 20), "a gift", Actor.System);
        var outcome = await node.Store.InScopeAsync<GiftMembership, MembershipOutcome>(
            step => step.HandleAsync(request, default));
        world.Say($"{person.Name} is given {request.Days} days of {offer.Title}: {outcome.GetType().Name}");
    }

    public static async Task DoToMemberAsync(World world, Node node)
    {
        if (await AnyMembershipAsync(world) is not { } id)
        {
            return;
        }

        var (merchant, actor, what) = (world.MerchantId, Actor.System, world.Dice.Below(6));
        var days = world.Dice.Between(-2, 12);
        var outcome = what switch
        {
            0 => await node.Store.InScopeAsync<EndMembership, MembershipOutcome>(step =>
                step.HandleAsync(merchant, id, new EndRequest(EndWhen.Now, "rude"), actor, default)),
            1 => await node.Store.InScopeAsync<EndMembership, MembershipOutcome>(step =>
                step.HandleAsync(merchant, id, new EndRequest(EndWhen.AtPeriodEnd, "no more"), actor, default)),
            2 => await node.Store.InScopeAsync<PauseMembership, MembershipOutcome>(step =>
                step.HandleAsync(merchant, id, actor, default)),
            3 => await node.Store.InScopeAsync<EditMembershipDates, MembershipOutcome>(step =>
                step.HandleAsync(merchant, id, world.Now.AddDays(days), actor, default)),
            _ => await node.Store.InScopeAsync<ResumeMembership, MembershipOutcome>(step =>
                step.HandleAsync(merchant, id, actor, default)),
        };
        var verb = what switch { 0 => "revokes", 1 => "ends", 2 => "pauses", 3 => $"edits ({days} days)", _ => "resumes" };
        world.Say($"the merchant {verb} a membership: {outcome.GetType().Name}");
    }

    public static async Task SettleAsync(World world, Node node)
    {
        var rows = await world.Books.RowsAsync(
            "select id from transfers where payment_id is null and amount_minor_units > 0 order by slot, account");
        if (rows.Count == 0)
        {
            return;
        }

        var id = new TransferId(Guid.Parse((string)world.Dice.Pick(rows)[0]!));
        var outcome = await node.Store.InScopeAsync<SettleUnmatched, SettleOutcome>(step => step.HandleAsync(
            world.MerchantId, id, new SettleChoice.ForItsSession(), Actor.System, default));
        world.Say($"the merchant settles unmatched money: {outcome.GetType().Name}");
    }

    public static async Task DecideBrakesAsync(World world, Node node)
    {
        var decision = world.Dice.Chance(50) ? BrakeDecision.Remove : BrakeDecision.Keep;
        await DecideBrakesAsync(world, node, decision);
    }

    public static async Task DecideBrakesAsync(World world, Node node, BrakeDecision decision)
    {
        foreach (var row in await world.Books.RowsAsync("select id from brakes where decision is null"))
        {
            var id = new BrakeId(Guid.Parse((string)row[0]!));
            await node.Store.InScopeAsync<DecideBrake, BrakeOutcome>(step =>
                step.HandleAsync(world.MerchantId, id, decision, Actor.System, default));
            world.Say($"the merchant answers a brake: {decision}");
        }
    }

    /// <summary>Rights are taken from the bot, or it is thrown out; sometimes it is told.</summary>
    public static async Task LoseRightsAsync(World world, Node node)
    {
        if (world.Server.MissingRight is not null || !world.Server.BotIsInside)
        {
            await GiveRightsBackAsync(world, node);
            return;
        }

        if (world.Dice.Chance(50))
        {
            world.Server.MissingRight = "drag my role above the others";
            world.Say("the bot loses its rights");
            return;
        }

        world.Server.BotIsInside = false;
        world.Say("the bot is thrown out");
        if (world.Dice.Chance(50))
        {
            await TellAsync(node, new CommunityChange.Lost());
        }
    }

    public static async Task GiveRightsBackAsync(World world, Node node)
    {
        world.Server.MissingRight = null;
        world.Server.BotIsInside = true;
        world.Say("the bot has its rights back");
        await TellAsync(node, new CommunityChange.Back());
        await TellAsync(node, new CommunityChange.RightsBack());
    }

    private static Task TellAsync(Node node, CommunityChange change) => node.Store.InScopeAsync<CommunityNews>(step =>
        step.HandleAsync(Platform.Discord, World.Guild, change, default));

    private static async Task EditAsync(World world, Node node, Offer offer, ProductEdit edit)
    {
        var outcome = await node.Store.InScopeAsync<EditProduct, ProductOutcome>(step =>
            step.HandleAsync(world.MerchantId, offer.Product.Id, edit, Actor.System, default));
        var what = edit switch
        {
            { Targets: { } targets } => $"opens [{string.Join(' ', targets.Select(one => one.TargetId[^2..]))}]",
            { MerchantWallet: not null } => "another wallet",
            { AmountMinorUnits: { } amount } => $"price {amount}",
            { GracePeriodDays: { } days } => $"grace {days}",
            { Status: { } status } => status.ToString(),
            _ => $"members {(edit.MembershipEnabled == true ? "on" : "off")}",
        };
        world.Say($"{offer.Title} is edited, {what}: {outcome.GetType().Name}");
    }

    private static async Task<MembershipId?> AnyMembershipAsync(World world)
    {
        // Not by id: ids are not the same in two runs of a seed.
        var rows = await world.Books.RowsAsync(
            """
            select m.id from memberships m join products p on p.id = m.product_id
            order by m.created_at, m.identity_value, p.title
            """);
        return rows.Count == 0 ? null : new MembershipId(Guid.Parse((string)world.Dice.Pick(rows)[0]!));
    }
}
