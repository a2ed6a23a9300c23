using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Storage;
using HiltBot.Solana.Keys;
using HiltBot.Solana.Rpc;
using HiltBot.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HiltBot.Storage.Tests.Payments;

/// <summary>
/// What reading the ledger costs: questions to the nodes do not grow with the number of open checkouts, and all
/// together stay within the operator's budget.
/// </summary>
public sealed class CostDoesNotGrowTests
{
    private const int Merchants = 50;
    private const int Paid = 100;
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(30);

    // Counted questions are the same on both stores: one in the normal run, both with --long.
    public static TheoryData<string> Both => Environment.GetEnvironmentVariable("HILTBOT_TEST_LONG") is null
        ? [Store.Sqlite]
        : Store.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task Ten_thousand_open_checkouts_cost_what_a_hundred_cost(string provider)
    {
        // No wait for the budget, so that nothing depends on how fast the database is.
        var few = await CountAsync(provider, sessions: 100 + Paid, requestsPerSecond: 400);
        var many = await CountAsync(provider, sessions: 10_000 + Paid, requestsPerSecond: 400);
        foreach (var (open, cost) in (IEnumerable<(int, Cost)>)[(100, few), (10_000, many)])
        {
            Say(provider, open, cost);
        }

        Assert.InRange(many.Calls, few.Calls - Merchants, few.Calls + Merchants);
        Assert.Equal((Paid, Paid), (few.ByMethod["getTransaction"], many.ByMethod["getTransaction"]));
    }

    [Fact]
    public async Task However_much_there_is_to_do_the_budget_is_kept()
    {
        const int requestsPerSecond = 5;
        var cost = await CountAsync(Store.Sqlite, sessions: 100 + Paid, requestsPerSecond);
        Say(Store.Sqlite, 100, cost);

        // As many at once after a quiet second, then the budget.
        Assert.InRange(cost.InSecondMax, 1, 2 * requestsPerSecond);
        Assert.True(cost.Calls <= requestsPerSecond * (1 + cost.Length.TotalSeconds), $"{cost.Calls} in {cost.Length}");
    }

    private static void Say(string provider, int open, Cost cost) => TestContext.Current.TestOutputHelper?.WriteLine(
        string.Create(
            CultureInfo.InvariantCulture,
            $"{provider}: {open} checkouts stay open, {Merchants} merchants, {Paid} payments, {cost.Length.TotalSeconds:0} s: " +
            $"{cost.Calls} questions in {cost.Posts} HTTP requests {string.Join(", ", cost.ByMethod)}; " +
            $"at most {cost.InSecondMax} in a second"));

    private static async Task<Cost> CountAsync(string provider, int sessions, int requestsPerSecond)
    {
        var time = new ManualTime();
        var node = new PlainNode(time);
        await using var store = await Store.CreateAsync(provider, Network.Localnet, services =>
        {
            services.Configure<SolanaOptions>(options =>
            {
                options.RpcUrls.Add(PlainNode.Url);
                options.RequestsPerSecond = requestsPerSecond;
            });
            services.AddSingleton(new SolanaRpc(
                new HttpClient(node), new SolanaRpcOptions { Urls = [PlainNode.Url], RequestsPerSecond = requestsPerSecond },
                time, new Random(1)));
        }, time: time);
        var tills = await OpenAsync(store, sessions);

        // The first look places every cursor; what comes after it is counted.
        await RoundsAsync(store, time, until: async () => !await store.ReadAsync(
            db => db.ReceivingAccounts.AnyAsync(row => row.CursorSlot == null || row.ReadThroughAt == null)));
        node.Reset();
        var startedAt = time.GetUtcNow();
        for (var i = 0; i < Paid; i++)
        {
            node.Pay(tills[i % tills.Count].Open[i / tills.Count]);
        }

        await RoundsAsync(store, time, until: async () => time.GetUtcNow() >= startedAt + Length &&
            await store.ReadAsync(db => db.Transfers.CountAsync()) == Paid);
        Assert.Equal(Paid, await store.ReadAsync(db => db.Payments.IgnoreQueryFilters().CountAsync(
            payment => payment.Status == PaymentStatus.Confirmed)));
        return node.Cost(time.GetUtcNow() - startedAt);
    }

    // The sweeps look every two seconds, as the timetable has it; a wait for the budget takes its time.
    private static async Task RoundsAsync(Store store, ManualTime time, Func<Task<bool>> until)
    {
        while (!await until())
        {
            var next = time.GetUtcNow() + TimeSpan.FromSeconds(2);
            var round = store.InScopeAsync<ReadReceivingAccounts, int>(step => step.HandleAsync(default));
            while (!round.IsCompleted)
            {
                await Task.WhenAny(round, Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System));
                if (!round.IsCompleted && store.Services.GetRequiredService<SolanaRpc>().Budget.Backlog > TimeSpan.Zero)
                {
                    time.Advance(TimeSpan.FromMilliseconds(200));
                }

                Assert.Equal(NodeCondition.Ready, store.Services.GetRequiredService<SolanaRpc>().Nodes[0].Condition);
            }

            await round;
            if (time.GetUtcNow() < next)
            {
                time.SetTo(next);
            }
        }
    }

    private static async Task<List<(Till Till, List<Payment> Open)>> OpenAsync(Store store, int open)
    {
        var tills = new List<(Till, List<Payment>)>();
        for (var i = 0; i < Merchants; i++)
        {
            var till = await Till.OpenAsync(store, $"merchant {i}");
            tills.Add((till, [.. Enumerable.Range(0, open / Merchants).Select(_ => till.NewSession())]));
        }

        await store.WriteAsync(async db =>
        {
            db.AddRange(tills.SelectMany(one => one.Item2));
            await Task.CompletedTask;
        });
        return tills;
    }

    private sealed record Cost(
        TimeSpan Length, int Posts, int Calls, SortedDictionary<string, int> ByMethod, int InSecondMax);

    /// <summary>A node that is well; it counts what it is asked, and when.</summary>
    private sealed class PlainNode(ManualTime time) : HttpMessageHandler
    {
        public static readonly Uri Url = new("http://node.test");

        private const long FirstSlot = 1_000_000;

        private readonly Lock gate = new();
        private readonly List<(DateTimeOffset At, string Method)> asked = [];
        private readonly List<(Payment Payment, string Signature, long Slot, long At)> paid = [];
        private int posts;

        public void Pay(Payment payment)
        {
            lock (gate)
            {
                var signature = Signature.From([.. BitConverter.GetBytes(paid.Count + 1), .. new byte[60]]).ToString();
                paid.Add((payment, signature, SlotNow, Seconds));
            }
        }

        public void Reset()
        {
            lock (gate)
            {
                asked.Clear();
                posts = 0;
            }
        }

        public Cost Cost(TimeSpan length)
        {
            lock (gate)
            {
                var byMethod = asked.GroupBy(one => one.Method).ToDictionary(group => group.Key, group => group.Count());
                var most = asked.Max(one => asked.Count(other => other.At >= one.At && other.At < one.At.AddSeconds(1)));
                return new Cost(length, posts, asked.Count, new(byMethod, StringComparer.Ordinal), most);
            }
        }

        private long SlotNow => FirstSlot + (long)((time.GetUtcNow() - ManualTime.Start).TotalSeconds * 2.5);

        private long Seconds => time.GetUtcNow().ToUnixTimeSeconds();

        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var body = JsonNode.Parse(await request.Content!.ReadAsStringAsync(cancellationToken))!;
            string answer;
            lock (gate)
            {
                posts++;
                answer = body is JsonArray list
                    ? $"[{string.Join(',', list.Select(call => Answer(call!)))}]"
                    : Answer(body);
            }

            return new HttpResponseMessage(HttpStatusCode.OK)
            { Content = new StringContent(answer, Encoding.UTF8, "application/json") };
        }

        private string Answer(JsonNode call)
        {
            var method = (string)call["method"]!;
            asked.Add((time.GetUtcNow(), method));
            JsonNode? result = method switch
            {
                "getSlot" => SlotNow,
                "getBlockTime" => Seconds,
                "getSignaturesForAddress" => new JsonArray([.. paid.AsEnumerable().Reverse()
                    .Where(one => one.Payment.ReceivingAccount == (string)call["params"]![0]!)
                    .Select(one => (JsonNode)new JsonObject
                    { ["signature"] = one.Signature, ["slot"] = one.Slot, ["blockTime"] = one.At, ["err"] = null })]),
                "getTransaction" => Transaction(paid.Single(one => one.Signature == (string)call["params"]![0]!)),
                _ => throw new InvalidOperationException($"{method} was not expected."),
            };
            return new JsonObject { ["jsonrpc"] = "2.0", ["id"] = call["id"]!.DeepClone(), ["result"] = result }.ToJsonString();
        }

        private static JsonObject Transaction((Payment Payment, string Signature, long Slot, long At) one) => new()
        {
            ["slot"] = one.Slot,
            ["blockTime"] = one.At,
            ["transaction"] = new JsonObject
            {
                ["signatures"] = new JsonArray(one.Signature),
                ["message"] = new JsonObject
                {
                    ["header"] = new JsonObject { ["numRequiredSignatures"] = 1 },
                    ["accountKeys"] = new JsonArray(FakeChain.Wallet("payer"), one.Payment.ReceivingAccount, one.Payment.Reference),
                    ["instructions"] = new JsonArray(),
                },
            },
            ["meta"] = new JsonObject
            {
                ["err"] = null,
                ["fee"] = 5000,
                ["preBalances"] = new JsonArray(9_000, 1, 0),
                ["postBalances"] = new JsonArray(4_000, 1, 0),
                ["preTokenBalances"] = new JsonArray(Balance(one.Payment, 0)),
                ["postTokenBalances"] = new JsonArray(Balance(one.Payment, one.Payment.AmountMinorUnits)),
            },
        };

        private static JsonObject Balance(Payment payment, long amount) => new()
        {
            ["accountIndex"] = 1,
            ["mint"] = payment.TokenMint,
            ["owner"] = payment.MerchantWallet,
            ["programId"] = "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA",
            ["uiTokenAmount"] = new JsonObject { ["amount"] = amount.ToString(CultureInfo.InvariantCulture) },
        };
    }
}
