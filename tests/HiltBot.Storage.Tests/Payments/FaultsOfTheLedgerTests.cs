using System.Text.Json.Nodes;
using HiltBot.Engine.Payments;
using HiltBot.Solana.Keys;
using HiltBot.TestKit;

namespace HiltBot.Storage.Tests.Payments;

/// <summary>
/// Nodes fail in every way we know while payments arrive: after each of them the ledger and the books are equal.
/// </summary>
public sealed class FaultsOfTheLedgerTests
{
    private static readonly string[] Reads = ["getSlot", "getBlockTime", "getSignaturesForAddress", "getTransaction"];

    private static readonly Dictionary<string, object[]> Kinds = new()
    {
        ["a limit of rate"] = [new { kind = "429", count = 3, retryAfter = 2 }],
        ["a limit of rate for batches"] = [new { kind = "429", method = "getTransaction", count = 2 }],
        ["5xx"] = [new { kind = "500", count = 4 }, new { kind = "503html", count = 3, retryAfter = 1 }],
        ["silence"] = [new { kind = "hang", method = "getSignaturesForAddress", count = 1 }],
        ["cut connections"] = [new { kind = "cut", count = 7 }],
        ["answers that are lost"] = [new { kind = "answerLost", method = "getTransaction", count = 2 }],
        ["garbage"] = [new { kind = "garbage", count = 3 }],
        ["garbage in transactions"] = [new { kind = "garbage", method = "getTransaction", count = 3 }],
        ["null for transactions"] = [new { kind = "null", method = "getTransaction", count = 3 }],
        ["null for everything"] = [new { kind = "null", count = 4 }],
        ["a node that says it is behind"] = [new { kind = "rpcError", code = -32005, count = 2 }, new { kind = "rpcError", code = -32016, count = 2 }],
        ["blocks that are not ready"] = [new { kind = "rpcError", code = -32004, count = 2 }],
        ["errors of the node"] = [new { kind = "rpcError", code = -32603, count = 3 }],
        ["an error about transactions"] = [new { kind = "rpcError", code = -32015, method = "getTransaction", count = 2 }],
    };

    // Minutes of waiting for nodes: one store in the normal run, both with --long.
    public static TheoryData<string> Both => Environment.GetEnvironmentVariable("HILTBOT_TEST_LONG") is null
        ? [Store.Postgres]
        : Store.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task Whatever_nodes_do_the_ledger_and_the_books_are_equal_after_it(string provider)
    {
        await using var chain = await Localnet.StartAsync();
        await using var world = await LedgerWorld.OpenAsync(chain, provider);
        await world.ReadThroughAsync();
        foreach (var (name, faults) in Kinds)
        {
            await UnderFaultsAsync(world, name, faults);
        }

        await DroppedAsync(world);
        await LostSendAsync(world);
        await RolledBackAsync(world);
        await ClockAsync(world, TimeSpan.FromMinutes(20));
        await ClockAsync(world, TimeSpan.FromMinutes(-5));
        await StormAsync(world);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_node_that_is_behind_hides_no_money_and_ends_nothing(string provider)
    {
        await using var chain = await Localnet.StartAsync();
        await using var world = await LedgerWorld.OpenAsync(chain, provider);
        await world.ReadThroughAsync();
        var frozenAt = (await chain.CallAsync("getSlot", new { commitment = "finalized" }))!.GetValue<long>();
        world.Nodes.Freeze(frozenAt);
        var payment = await world.SessionAsync();
        await world.PayAsync(payment);
        await chain.FinalizeAsync();

        // A little behind: it is believed for what it knows, and never for more.
        for (var round = 0; round < 5; round++)
        {
            await world.RoundAsync();
            Assert.True((await world.Till.AccountAsync()).CursorSlot <= frozenAt + AccountPages.OverlapSlots);
        }

        // Far behind: it is found out, and the other one is read.
        await chain.CallAsync("control_advanceSlots", new { slots = 200 });
        await world.PaidAsync("the first node is behind", payment);
        Assert.Equal(NodeState.Behind, Nodes(world)[0].Condition);
        Assert.True(Nodes(world)[1].IsInUse);

        var more = await world.SessionAsync();
        await world.PayAsync(more);
        await world.LedgerEqualsBooksAsync("a node was behind");
        world.Nodes.Freeze(null);
        await world.UntilAsync(
            "the first node is used again",
            () => Task.FromResult(Nodes(world)[0] is { Condition: NodeState.Ready, IsInUse: true }));
        await world.LedgerEqualsBooksAsync("the node has caught up");
    }

    private static IReadOnlyList<NodeState> Nodes(LedgerWorld world) =>
        ((ChainNodes)world.Store.Services.GetService(typeof(ChainNodes))!).Nodes;

    // Three payments: one lands before the fault, two while it lasts.
    private static async Task UnderFaultsAsync(LedgerWorld world, string name, object[] faults)
    {
        Payment[] payments = [await world.SessionAsync(), await world.SessionAsync(), await world.SessionAsync()];
        await world.PayAsync(payments[0]);
        foreach (var fault in faults)
        {
            await FaultAsync(world, fault);
        }

        await world.PayAsync(payments[1]);
        await world.PayAsync(payments[2]);
        await world.Chain.FinalizeAsync();
        await world.PaidAsync(name, payments);
        await world.LedgerEqualsBooksAsync(name);
    }

    // Faults without a method hit reading alone: the test's own calls and payments go through.
    private static async Task FaultAsync(LedgerWorld world, object fault)
    {
        var node = System.Text.Json.JsonSerializer.SerializeToNode(fault)!.AsObject();
        foreach (var method in node["method"] is null ? Reads : [(string)node["method"]!])
        {
            node["method"] = method;
            await world.Chain.CallAsync("control_fault", JsonNode.Parse(node.ToJsonString()));
        }
    }

    // The node takes what the wallet signed and nothing lands: the same bytes are sent again, and land once.
    private static async Task DroppedAsync(LedgerWorld world)
    {
        var payment = await world.SessionAsync();
        using var wallet = await WalletAsync(world);
        var bytes = await world.SignedAsync(payment, wallet);
        await world.Chain.CallAsync("control_dropSends", new { count = 1 });
        Assert.IsType<SendAnswer.Taken>(await world.AskAsync(chain => chain.SendAsync(bytes, default)));
        await world.ReadThroughAsync();
        Assert.NotEqual(PaymentStatus.Confirmed, (await world.Till.ReadAsync(payment)).Status);
        Assert.IsType<SendAnswer.Taken>(await world.AskAsync(chain => chain.SendAsync(bytes, default)));
        await world.Chain.FinalizeAsync();
        await world.PaidAsync("a dropped send", payment);
        await world.LedgerEqualsBooksAsync("a dropped send");
    }

    // It was carried out and the answer is lost: asking again pays nothing twice.
    private static async Task LostSendAsync(LedgerWorld world)
    {
        var payment = await world.SessionAsync();
        using var wallet = await WalletAsync(world);
        var bytes = await world.SignedAsync(payment, wallet);
        await world.Chain.CallAsync("control_fault", new { kind = "answerLost", method = "sendTransaction", count = 1 });
        Assert.IsType<SendAnswer.Taken>(await world.AskAsync(chain => chain.SendAsync(bytes, default)));
        await world.Chain.FinalizeAsync();
        await world.PaidAsync("a lost answer to a send", payment);
        await world.LedgerEqualsBooksAsync("a lost answer to a send");
    }

    // Confirmed and not final: it is undone, counted for nothing, and paid again.
    private static async Task RolledBackAsync(LedgerWorld world)
    {
        var payment = await world.SessionAsync();
        var signature = await world.PayAsync(payment);
        for (var round = 0; round < 3; round++)
        {
            await world.RoundAsync();
        }

        var removed = (await world.Chain.CallAsync("control_rollback", new { slots = 1 }))!["removed"]!.AsArray();
        Assert.Equal(signature, (string)removed.Single()!);
        await world.ReadThroughAsync();
        Assert.NotEqual(PaymentStatus.Confirmed, (await world.Till.ReadAsync(payment)).Status);
        await world.LedgerEqualsBooksAsync("a rollback");
        await world.PayAsync(payment);
        await world.Chain.FinalizeAsync();
        await world.PaidAsync("a rollback", payment);
        await world.LedgerEqualsBooksAsync("a payment after a rollback");
    }

    private static async Task ClockAsync(LedgerWorld world, TimeSpan off)
    {
        var clock = (world.Store.Now + off).ToUnixTimeSeconds();
        await world.Chain.CallAsync("control_setClock", new { unixTimestamp = clock });
        var payment = await world.SessionAsync();
        await world.PayAsync(payment);
        await world.Chain.FinalizeAsync();
        await world.PaidAsync($"a clock that is off by {off}", payment);
        await world.LedgerEqualsBooksAsync($"a clock that is off by {off}");
        await world.Chain.CallAsync("control_setClock", new { unixTimestamp = world.Store.Now.ToUnixTimeSeconds() });
    }

    // Everything at once, by chance, while ten people pay.
    private static async Task StormAsync(LedgerWorld world)
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("HILTBOT_TEST_SEED"), out var set) ? set : Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"HILTBOT_TEST_SEED={seed}");
        var random = new Random(seed);
        string[] kinds = ["429", "500", "503html", "cut", "answerLost", "garbage", "null", "slow", "rpcError"];
        var payments = new List<Payment>();
        for (var i = 0; i < 10; i++)
        {
            var payment = await world.SessionAsync();
            payments.Add(payment);
            for (var j = 0; j < 4; j++)
            {
                await FaultAsync(world, new
                {
                    kind = kinds[random.Next(kinds.Length)],
                    method = Reads[random.Next(Reads.Length)],
                    after = random.Next(3),
                    milliseconds = 20,
                });
            }

            await world.PayAsync(payment);
            await world.Chain.CallAsync("control_advanceSlots", new { slots = random.Next(1, 40) });
            await world.RoundAsync();
        }

        await world.Chain.FinalizeAsync();
        await world.PaidAsync($"a storm of seed {seed}", [.. payments]);
        await world.LedgerEqualsBooksAsync($"a storm of seed {seed}");
    }

    private static async Task<KeyPair> WalletAsync(LedgerWorld world)
    {
        var wallet = KeyPair.Generate();
        await world.Chain.FundAsync(wallet.Address.ToString(), 100_000_000);
        return wallet;
    }
}
