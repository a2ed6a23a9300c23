using System.Web;
using HiltBot.Engine.Access;
using HiltBot.Engine.Checkouts;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Values;
using HiltBot.TestKit;

namespace HiltBot.Simulation;

/// <summary>What buyers do: they join, pay rightly and wrongly, leave and come back.</summary>
internal static class BuyersMoves
{
    /// <summary>Asks in the server, presses the button, opens the page: as anybody would.</summary>
    public static async Task JoinAsync(World world, Node node)
    {
        var person = world.Dice.Pick(world.People);
        var offer = world.Dice.Pick(world.Offers);
        await OpenAsync(world, node, person, offer);
    }

    /// <summary>Joins and pays at once.</summary>
    public static async Task BuyAsync(World world, Node node)
    {
        var person = world.Dice.Pick(world.People);
        var offer = world.Dice.Pick(world.Offers);
        if (await OpenAsync(world, node, person, offer) is { } session)
        {
            Pay(world, session, session.Payment.MerchantAmountMinorUnits, "pays");
        }
    }

    /// <summary>Somebody with an open page, or an old one, sends money.</summary>
    public static Task PayAsync(World world, Node node)
    {
        if (Recent(world) is not { } session)
        {
            return Task.CompletedTask;
        }

        var price = session.Payment.MerchantAmountMinorUnits;
        var missing = price - session.Paid.Sum(paid => paid.Amount);
        switch (world.Dice.Below(12))
        {
            case < 5:
                Pay(world, session, missing > 0 ? missing : price, "pays what is missing");
                break;
            case < 7:
                Pay(world, session, Math.Max(1, price * world.Dice.Between(5, 95) / 100), "pays short");
                break;
            case 7:
                Pay(world, session, price + world.Dice.Between(1, 3_000_000), "pays over");
                break;
            case 8:
                Pay(world, session, price, "pays twice (1)");
                Pay(world, session, price, "pays twice (2)");
                break;
            case 9:
                PayWrongCoin(world, session);
                break;
            case 10:
                MixUp(world, session);
                break;
            default:
                world.Ledger.Add(
                    Transfer(session.Payment, session.Person.Wallet, price), session.Person.Wallet,
                    [$"HILT:{session.Payment.Nonce}"], [session.Payment.Reference], hasFailed: true);
                world.Say($"{session.Person.Name}'s transaction fails on chain");
                break;
        }

        return Task.CompletedTask;
    }

    /// <summary>Money that says nothing, too little to matter, or with marks of nobody.</summary>
    public static Task StrayMoneyAsync(World world, Node node)
    {
        var product = world.Dice.Pick(world.Offers).Product;
        var wallet = world.Dice.Pick(world.People).Wallet;
        var amount = world.Dice.Chance(40) ? world.Dice.Between(1, 999) : world.Dice.Between(1_000, 50_000_000);
        var memos = world.Dice.Below(3) switch
        {
            0 => new[] { "HILT:AAAAAAAAAAAAAAAAAAAAAA" },
            1 => ["thanks!"],
            _ => [],
        };
        world.Ledger.Add(
            [
                new(product.ReceivingAccount, product.MerchantWallet, product.TokenMint, amount),
                new(FakeChain.AccountOf(wallet, product.TokenMint), wallet, product.TokenMint, -amount),
            ],
            wallet, memos);
        world.Say($"stray money: {amount} {string.Join(' ', memos)}");
        return Task.CompletedTask;
    }

    public static async Task NameAsync(World world, Node node)
    {
        if (Recent(world) is not { } session)
        {
            return;
        }

        var signature = session.Paid.Count > 0 && world.Dice.Chance(60)
            ? session.Paid[^1].Signature
            : world.Dice.Chance(50) ? "rubbish" : world.Ledger.Transactions.LastOrDefault()?.Signature ?? "nothing";
        var outcome = await node.Store.InScopeAsync<NameSignature, NameOutcome>(step =>
            step.HandleAsync(session.Payment.Id, signature, session.Person.Wallet, default));
        world.Say($"{session.Person.Name} names {signature[..Math.Min(8, signature.Length)]}: {outcome.GetType().Name}");
    }

    public static async Task CancelAsync(World world, Node node)
    {
        var person = world.Dice.Pick(world.People);
        var chatter = world.ChatterOf(node, person);
        await chatter.SayAsync("/cancel");
        if (chatter.Last.Menu is { } menu)
        {
            await chatter.ChooseAsync(menu.Lines[0].Label);
        }

        if (chatter.Last.Buttons.FirstOrDefault(one => one.ActionId is not null) is { } yes)
        {
            await chatter.PressIdAsync(yes.ActionId!);
        }

        world.Say($"{person.Name} says /cancel: {Short(chatter.Last.Text)}");
    }

    public static async Task ComeOrGoAsync(World world, Node node)
    {
        var person = world.Dice.Pick(world.People);
        person.IsInside = !person.IsInside;
        if (person.IsInside)
        {
            world.Server.Join(person.AccountId);
        }
        else
        {
            world.Server.Leave(person.AccountId);
            world.GivenByHand.RemoveWhere(seat => seat.Account == person.AccountId);
        }

        person.HasUntoldMove = true;
        world.Say($"{person.Name} {(person.IsInside ? "comes back" : "leaves")}");
        if (world.Dice.Chance(70))
        {
            await TellMoveAsync(node, person);
        }
    }

    /// <summary>The platform tells the bot late, but it tells.</summary>
    public static async Task TellMoveAsync(Node node, Person person)
    {
        await node.Store.InScopeAsync<MemberNews>(step => step.HandleAsync(
            Platform.Discord, World.Guild, person.AccountId,
            person.IsInside ? MemberChange.Joined : MemberChange.Left, default));
        person.HasUntoldMove = false;
    }

    public static Task BlockAsync(World world, Node node)
    {
        var person = world.Dice.Pick(world.People);
        person.BlocksMessages = !person.BlocksMessages;
        if (person.BlocksMessages)
        {
            world.Server.BlockMessages(person.AccountId);
        }
        else
        {
            world.Server.AllowMessages(person.AccountId);
        }

        world.Say($"{person.Name} {(person.BlocksMessages ? "blocks" : "allows")} messages");
        return Task.CompletedTask;
    }

    public static Task GiveByHandAsync(World world, Node node)
    {
        var person = world.Dice.Pick(world.People);
        var target = world.Dice.Pick(World.Targets);
        if (!person.IsInside)
        {
            return Task.CompletedTask;
        }

        if (world.Dice.Chance(60))
        {
            world.Server.GiveByHand(target, person.AccountId);
            world.GivenByHand.Add((target, person.AccountId));
            world.Say($"a moderator gives {person.Name} {target[^2..]}");
        }
        else
        {
            world.Server.TakeByHand(target, person.AccountId);
            world.Say($"a moderator takes {target[^2..]} from {person.Name}");
        }

        return Task.CompletedTask;
    }

    private static async Task<Session?> OpenAsync(World world, Node node, Person person, Offer offer)
    {
        var chatter = world.ChatterOf(node, person);
        await chatter.SayAsync($"/join {offer.Title}");
        var press = chatter.Last.Buttons.FirstOrDefault(one => one.ActionId is not null);
        if (press is null)
        {
            world.Say($"{person.Name} says /join {offer.Title}: {Short(chatter.Last.Text)}");
            return null;
        }

        await chatter.PressIdAsync(press.ActionId!);
        if (chatter.Last.Buttons.FirstOrDefault(one => one.Url is not null)?.Url is not { } url)
        {
            world.Say($"{person.Name} presses for {offer.Title}: {Short(chatter.Last.Text)}");
            return null;
        }

        var token = HttpUtility.ParseQueryString(new Uri(url).Query)["handoff"];
        var outcome = await node.Store.InScopeAsync<OpenCheckout, CheckoutOutcome>(step =>
            step.HandleAsync(new CheckoutRequest(offer.Product.Slug) { HandoffToken = token }, default));
        if (outcome is not CheckoutOutcome.Opened opened)
        {
            world.Say($"{person.Name}'s checkout of {offer.Title}: {outcome}");
            return null;
        }

        var session = new Session(opened.Payment, person, offer);
        world.Sessions.Add(session);
        world.Say($"{person.Name} opens a checkout of {offer.Title} for {opened.Payment.AmountMinorUnits}");
        return session;
    }

    private static void Pay(World world, Session session, long amount, string how)
    {
        var wallet = world.Dice.Chance(80) ? session.Person.Wallet : world.Dice.Pick(world.People).Wallet;
        session.Paid.Add((world.Ledger.Pay(session.Payment, wallet, amount), amount));
        world.Say($"{session.Person.Name} {how}: {amount} for {session.Offer.Title}");
    }

    private static void PayWrongCoin(World world, Session session)
    {
        var (payment, wallet) = (session.Payment, session.Person.Wallet);
        var amount = payment.MerchantAmountMinorUnits;
        world.Ledger.Add(
            [
                new(
                    FakeChain.AccountOf(payment.MerchantWallet, World.OtherMint), payment.MerchantWallet, World.OtherMint,
                    amount),
                new(FakeChain.AccountOf(wallet, World.OtherMint), wallet, World.OtherMint, -amount),
            ],
            wallet, [$"HILT:{payment.Nonce}"], [payment.Reference]);
        world.Say($"{session.Person.Name} pays with the wrong coin");
    }

    private static void MixUp(World world, Session session)
    {
        var other = world.Dice.Pick(world.Sessions);
        session.IsMixedUp = other.IsMixedUp = true;
        world.Ledger.Add(
            Transfer(session.Payment, session.Person.Wallet, session.Payment.MerchantAmountMinorUnits),
            session.Person.Wallet, [$"HILT:{session.Payment.Nonce}"], [other.Payment.Reference]);
        world.Say($"{session.Person.Name} pays with {other.Person.Name}'s mark beside the own one");
    }

    private static List<BalanceChange> Transfer(Payment payment, string wallet, long amount) =>
    [
        new(payment.ReceivingAccount, payment.MerchantWallet, payment.TokenMint, amount),
        new(FakeChain.AccountOf(wallet, payment.TokenMint), wallet, payment.TokenMint, -amount),
    ];

    private static Session? Recent(World world) => world.Sessions.Count == 0
        ? null
        : world.Sessions[Math.Max(0, world.Sessions.Count - 1 - world.Dice.Below(5))];

    private static string Short(string text)
    {
        var line = text.ReplaceLineEndings(" ");
        return line.Length > 60 ? line[..60] : line;
    }
}
