using HiltBot.Engine.Access;
using HiltBot.Engine.Sandbox;
using Microsoft.Extensions.DependencyInjection;

namespace HiltBot.Simulation;

/// <summary>One story: what a seed makes of a community's life, and whether every promise held in it.</summary>
internal sealed class Story(World world)
{
    // No door is open in a story, so nothing counts calls by keys or looks at products.
    private static readonly IReadOnlyList<SweepLine> Sweeps =
        [.. Schedule.Lines(TimeSpan.FromSeconds(2)).Where(line => line.Name is not ("WriteKeyUse" or "WriteProductOpens"))];
    private static readonly SweepLine Heart = Sweeps.Single(line => line.Name == nameof(BeatHeart));

    // Claims run out, then one after the other the waits of seats and notices, then every seat is compared.
    private static readonly TimeSpan[] Waits =
    [
        TimeSpan.FromSeconds(61), TimeSpan.FromMinutes(6), TimeSpan.FromMinutes(31), TimeSpan.FromMinutes(121),
        TimeSpan.FromMinutes(361), TimeSpan.FromMinutes(721), TimeSpan.FromHours(25),
    ];

    private readonly Watchman watchman = new(world);

    private (int Weight, Func<World, Node, Task> Move)[] Moves =>
    [
        (120, SweepAsync),
        (14, BuyersMoves.BuyAsync), (10, BuyersMoves.JoinAsync), (16, BuyersMoves.PayAsync),
        (3, BuyersMoves.StrayMoneyAsync), (4, BuyersMoves.NameAsync), (2, BuyersMoves.CancelAsync),
        (5, BuyersMoves.ComeOrGoAsync), (3, BuyersMoves.BlockAsync), (2, BuyersMoves.GiveByHandAsync),
        (3, MerchantsMoves.EditAsync), (3, MerchantsMoves.EditTargetsAsync), (1, MerchantsMoves.MoveWalletAsync),
        (3, MerchantsMoves.GiftAsync), (4, MerchantsMoves.DoToMemberAsync), (3, MerchantsMoves.SettleAsync),
        (2, MerchantsMoves.DecideBrakesAsync), (2, MerchantsMoves.LoseRightsAsync),
        (16, PassAWhileAsync), (12, MoveClockAsync), (3, SleepAsync), (4, TroubleAsync), (3, SecondNodeAsync),
        (1, CrownAsync),
    ];

    /// <returns>The world at the end, with what broke in it.</returns>
    public static async Task<World> TellAsync(int seed, int actions)
    {
        var world = await World.OpenAsync(seed);
        try
        {
            await Opening.SetAsync(world);
            await new Story(world).RunAsync(actions);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            world.Break($"The story ended by {exception}");
        }

        return world;
    }

    private async Task RunAsync(int actions)
    {
        world.Platform.BeforeRevoke = watchman.BeforeRevokeAsync;
        world.Platform.RoughPercent = world.Dice.Chance(70) ? world.Dice.Between(2, 40) : 0;
        var moves = Moves;
        var weights = moves.Sum(move => move.Weight);
        for (var i = 0; i < actions && world.Broken.Count == 0; i++)
        {
            await ActAsync(world.Dice.Pick(world.Nodes), Draw(moves, weights), isRough: true);
        }

        if (world.Broken.Count > 0)
        {
            return;
        }

        await HealAsync();
        await ComeToRestAsync(Waits);
        await new Auditor(world).CheckAsync(isOver: false);
        for (var day = 0; day < 4 && world.Broken.Count == 0; day++)
        {
            await MoveAsync(world.Nodes[0], TimeSpan.FromHours(26));
            await ComeToRestAsync(TimeSpan.FromSeconds(3));
        }

        await MerchantsMoves.DecideBrakesAsync(world, world.Nodes[0], BrakeDecision.Remove);
        await ComeToRestAsync(TimeSpan.FromSeconds(61));
        if (world.Broken.Count == 0)
        {
            await new Auditor(world).CheckAsync(isOver: true);
        }
    }

    private Func<World, Node, Task> Draw((int Weight, Func<World, Node, Task> Move)[] moves, int weights)
    {
        var drawn = world.Dice.Below(weights);
        foreach (var (weight, move) in moves)
        {
            drawn -= weight;
            if (drawn < 0)
            {
                return move;
            }
        }

        throw new InvalidOperationException("The weights do not add up.");
    }

    // Whatever a node does, it may die of it, or be overtaken by another in the middle.
    private async Task ActAsync(Node node, Func<World, Node, Task> move, bool isRough)
    {
        world.Actions++;
        node.Meet(isRough && world.Dice.Chance(15) ? NextFate() : null);
        node.Interlude = () => InterludeAsync(node);
        try
        {
            await move(world, node);
        }
        catch (CrashException crash)
        {
            world.Crashes++;
            world.Say($"node {node.Number} dies ({crash.Message})");
            await world.LoseNodeAsync(node);
            await world.AddNodeAsync();
        }

        node.Meet(null);
        await watchman.AfterStepAsync();
    }

    private Fate NextFate()
    {
        var isDeath = world.Dice.Chance(65);
        return isDeath
            ? new Fate(world.Dice.Pick([Point.Starting, Point.Committing, Point.Committed]), world.Dice.Between(1, 3), true)
            : new Fate(Point.Starting, world.Dice.Between(1, 4), false);
    }

    private async Task InterludeAsync(Node held)
    {
        world.Interludes++;
        world.Say($"node {held.Number} is held up");
        var other = world.Nodes.Find(node => node != held) ?? await world.AddNodeAsync();
        world.Pass(TimeSpan.FromSeconds(world.Dice.Between(0, 90)));
        var moves = Moves[..8];
        var weights = moves.Sum(move => move.Weight);
        for (var i = world.Dice.Between(1, 6); i > 0; i--)
        {
            other.Meet(null);
            await Draw(moves, weights)(world, other);
        }

        world.Say($"node {held.Number} goes on");
    }

    private async Task SweepAsync(World world, Node node)
    {
        var line = world.Dice.Pick(Sweeps);
        await RunAsync(node, line);
    }

    private async Task<int> RunAsync(Node node, SweepLine line)
    {
        await using var scope = node.Store.Services.CreateAsyncScope();
        var worked = await line.RunAsync(scope.ServiceProvider, default);
        if (worked > 0)
        {
            world.Say($"node {node.Number} {line.Name}: {worked}");
        }

        return worked;
    }

    private async Task PassAWhileAsync(World world, Node node)
    {
        world.Pass(TimeSpan.FromSeconds(world.Dice.Pick([1, 2, 5, 20, 61, 90, 300, 600])));
        await RunAsync(node, Heart);
    }

    private Task MoveClockAsync(World world, Node node) => MoveAsync(
        node, TimeSpan.FromMinutes(world.Dice.Pick([10, 31, 33, 60, 240, 1_500, 1_500, 3_000, 6_000, 10_080])));

    private async Task MoveAsync(Node node, TimeSpan length)
    {
        world.Say($"the business clock is moved by {length}");
        await node.Store.InScopeAsync<MoveClock>(step => step.HandleAsync(length, default));
        await FollowAsync();
    }

    // The move may be in the database although the node that made it died of it.
    private async Task FollowAsync()
    {
        var offset = await world.Books.CountAsync("select business_offset_microseconds from installations");
        world.Follow(TimeSpan.FromMicroseconds(offset));
        foreach (var node in world.Nodes)
        {
            await node.Store.InScopeAsync<AdoptClock>(step => step.HandleAsync(default));
        }
    }

    /// <summary>Every node is down for long: nothing runs, and then one starts.</summary>
    private async Task SleepAsync(World world, Node node)
    {
        foreach (var one in world.Nodes.ToList())
        {
            await world.LoseNodeAsync(one);
        }

        var length = TimeSpan.FromMinutes(world.Dice.Pick([16, 45, 300, 1_500, 3_000]));
        world.Pass(length);
        world.BackSince = world.Time.GetUtcNow();
        world.Say($"everything was down for {length}");
        await world.AddNodeAsync();
    }

    private async Task TroubleAsync(World world, Node node)
    {
        if (world.Chain.IsSilent || world.Chain.IsFrozen)
        {
            world.Chain.Heal();
            world.Say("the chain is well again");
        }
        else if (world.Dice.Chance(50))
        {
            world.Chain.IsSilent = true;
            world.Say("the chain does not answer");
        }
        else
        {
            await world.Chain.FreezeAsync();
            world.Say("finality stands still");
        }
    }

    private async Task SecondNodeAsync(World world, Node node)
    {
        if (world.Nodes.Count == 1)
        {
            await world.AddNodeAsync();
        }
        else
        {
            await world.LoseNodeAsync(world.Nodes[0]);
        }
    }

    private Task CrownAsync(World world, Node node)
    {
        var person = world.Dice.Pick(world.People);
        world.Server.MakeAdministrator(person.AccountId);
        world.Administrators.Add(person.AccountId);
        world.Say($"{person.Name} becomes an administrator");
        return Task.CompletedTask;
    }

    private async Task HealAsync()
    {
        world.Say("everything is well from here on");
        await FollowAsync();
        world.Chain.Heal();
        world.Platform.RoughPercent = 0;
        while (world.Nodes.Count > 1)
        {
            await world.LoseNodeAsync(world.Nodes[0]);
        }

        foreach (var person in world.People.Where(person => person.HasUntoldMove))
        {
            await BuyersMoves.TellMoveAsync(world.Nodes[0], person);
        }

        await MerchantsMoves.GiveRightsBackAsync(world, world.Nodes[0]);
    }

    /// <summary>Every sweep runs until nothing is due, and again past every wait of a retry.</summary>
    private async Task ComeToRestAsync(params IEnumerable<TimeSpan> waits)
    {
        var node = world.Nodes[0];
        await RunAllAsync(node);
        foreach (var wait in waits)
        {
            world.Pass(wait);

            // It was beating each minute meanwhile; beating a thousand times would show no more.
            await world.BeatAsync();
            await RunAllAsync(node);
        }
    }

    private async Task RunAllAsync(Node node)
    {
        for (var round = 0; round < 40; round++)
        {
            var worked = 0;
            var lines = Sweeps.ToList();
            world.Dice.Shuffle(lines);
            foreach (var line in lines)
            {
                if (await RunAsync(node, line) is > 0 and var done)
                {
                    worked += done;
                    await watchman.AfterStepAsync();
                }
            }

            if (worked == 0)
            {
                return;
            }
        }

        world.Break("The sweeps never come to rest: something is due again and again.");
    }
}
