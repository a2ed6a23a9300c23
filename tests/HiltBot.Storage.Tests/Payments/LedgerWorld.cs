using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using HiltBot.Engine.Buyers;
using HiltBot.Engine.Merchants;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.Solana.Keys;
using HiltBot.Solana.Programs;
using HiltBot.Solana.Rpc;
using HiltBot.Solana.Transactions;
using HiltBot.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HiltBot.Storage.Tests.Payments;

/// <summary>
/// The engine on a real store over the local Solana, by way of two nodes: <c>first.test</c>, which a test may freeze at a
/// slot, and <c>second.test</c>. Waits of minutes take seconds: the engine's time runs forty times as fast.
/// </summary>
internal sealed class LedgerWorld : IAsyncDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(400);

    private readonly CancellationTokenSource end = new();
    private readonly Localnet chain;
    private readonly Task ticking;

    private LedgerWorld(Localnet chain, Store store, Till till, TwoNodes nodes)
    {
        (this.chain, Store, Till, Nodes) = (chain, store, till, nodes);
        Buyer = new Payer(chain);
        ticking = TickAsync();
    }

    public Store Store { get; }

    public Till Till { get; }

    public TwoNodes Nodes { get; }

    public Payer Buyer { get; }

    public Localnet Chain => chain;

    public SolanaRpc Rpc => Store.Services.GetRequiredService<SolanaRpc>();

    /// <param name="more">Replaces services after the world's own.</param>
    public static async Task<LedgerWorld> OpenAsync(
        Localnet chain, string provider, int requestsPerSecond = 40, Action<IServiceCollection>? more = null)
    {
        var time = new ManualTime();
        var nodes = new TwoNodes(new Uri(chain.Url));
        await chain.CallAsync("control_setClock", new { unixTimestamp = time.GetUtcNow().ToUnixTimeSeconds() });
        var store = await Store.CreateAsync(provider, Network.Localnet, services =>
        {
            services.Configure<SolanaOptions>(options =>
            {
                options.RpcUrls.Add(new Uri("http://first.test/?key=secret"));
                options.RpcUrls.Add(new Uri("http://second.test/?key=secret"));
                options.RequestsPerSecond = requestsPerSecond;
            });
            services.AddSingleton(new SolanaRpc(
                new HttpClient(nodes),
                new SolanaRpcOptions
                {
                    Urls = [new Uri("http://first.test/?key=secret"), new Uri("http://second.test/?key=secret")],
                    RequestsPerSecond = requestsPerSecond,
                },
                time, Random.Shared));
            more?.Invoke(services);
        }, time: time);
        var till = await OpenTillAsync(store);
        var world = new LedgerWorld(chain, store, till, nodes);
        await world.Buyer.FundAsync(1_000_000_000_000);
        await chain.FundAsync(till.Product.MerchantWallet, 0);
        Assert.IsType<NetworkOutcome.Found>(
            await store.Services.GetRequiredService<ChainNodes>().IdentifyAsync(null, default));
        return world;
    }

    /// <summary>Opens a session, which has its account read at once.</summary>
    public async Task<Payment> SessionAsync()
    {
        var payment = await Till.SessionAsync();
        await HurryAsync();
        return payment;
    }

    public static SessionFacts Facts(Payment payment) => new(
        payment.Id.ToString(), payment.MerchantWallet, payment.TokenMint, (ulong)payment.AmountMinorUnits,
        payment.Reference, Marks.MemoOf(payment.Nonce));

    public Task<string> PayAsync(Payment payment) => Buyer.PayAsync(Facts(payment));

    /// <summary>Signs what the product prepared; the bytes that a wallet would send.</summary>
    public async Task<byte[]> SignedAsync(Payment payment, KeyPair wallet)
    {
        var prepared = await AskAsync(chain => chain.PrepareAsync(payment, wallet.Address.ToString(), [], default));
        return TransactionDecoder.Decode(Convert.FromBase64String(prepared.TransactionBase64)).Sign(wallet).Serialize();
    }

    public Task<T> AskAsync<T>(Func<IPaymentChain, Task<T>> ask) => Store.InScopeAsync(ask);

    /// <summary>One round of the sweeps that read the ledger.</summary>
    public async Task RoundAsync()
    {
        await Store.InScopeAsync<WatchNodes>(step => step.HandleAsync(default));
        await Store.InScopeAsync<ReadReceivingAccounts>(step => step.HandleAsync(default));
    }

    /// <summary>Runs the sweeps until all of these are paid; nothing but time helps.</summary>
    public Task PaidAsync(string when, params Payment[] payments) => UntilAsync(
        $"{payments.Length} payments are confirmed ({when})",
        async () =>
        {
            foreach (var payment in payments)
            {
                if ((await Till.ReadAsync(payment)).Status != PaymentStatus.Confirmed)
                {
                    return false;
                }
            }

            return true;
        });

    public Task UntilAsync(string what, Func<Task<bool>> isSo) => Eventually.EqualsAsync(
        true,
        async () =>
        {
            await RoundAsync();
            return await isSo();
        },
        what, TimeSpan.FromMinutes(1));

    /// <summary>Runs the sweeps until the account is read through a head that was asked for after now.</summary>
    public async Task ReadThroughAsync()
    {
        await chain.CallAsync("control_advanceSlots", new { slots = 1, secondsPerSlot = 1 });
        await chain.FinalizeAsync();
        var state = (await chain.CallAsync("control_state"))!;
        var slot = state["finalizedSlot"]!.GetValue<long>();
        await HurryAsync();
        await UntilAsync(
            $"the account is read through slot {slot}",
            async () => (await Till.AccountAsync()).CursorSlot >= slot);
    }

    /// <summary>The account is due now, as when a session is opened.</summary>
    public Task HurryAsync() => Store.InScopeAsync<Watches>(watches => Store.WriteAsync(
        db => watches.HurryAsync(db, Till.Product.ReceivingAccount, default)));

    /// <summary>What the chain gave to the merchant and what the books say are one and the same.</summary>
    public async Task LedgerEqualsBooksAsync(string when)
    {
        await chain.CallAsync("control_clearFaults", new { });
        await ReadThroughAsync();
        var credits = await ChainBooks.CreditsAsync(chain, Till.Product.ReceivingAccount);
        var rows = await new Books(Store.Provider, Store.ConnectionString).RowsAsync(
            $"select signature, amount_minor_units, payment_id from transfers where account = '{Till.Product.ReceivingAccount}'");
        Assert.True(
            rows.Count == credits.Count && rows.All(row => credits.TryGetValue((string)row[0]!, out var amount) &&
                amount == Convert.ToInt64(row[1], System.Globalization.CultureInfo.InvariantCulture)),
            $"Ledger and books differ after {when}: {credits.Count} credits, {rows.Count} transfers.");
        var confirmed = await Store.ReadAsync(
            db => db.Payments.CountAsync(payment => payment.Status == PaymentStatus.Confirmed));
        Assert.Equal(rows.Where(row => row[2] is not null).Select(row => Books.Id(row[2])).Distinct().Count(), confirmed);
        Assert.Equal(rows.Count, confirmed);
    }

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        await ticking;
        Buyer.Dispose();
        await Store.DisposeAsync();
        end.Dispose();
    }

    private static async Task<Till> OpenTillAsync(Store store)
    {
        var now = store.Now;
        var wallet = FakeChain.Wallet($"merchant {MerchantId.New(now)}");
        var merchant = new Merchant { Id = MerchantId.New(now), Name = "Gold", TimeZone = "UTC", CreatedAt = now };
        var product = Till.NewProduct(merchant.Id, wallet, now, null);
        product.ReceivingAccount = AssociatedToken.AddressOf(
            Address.Parse(wallet), Address.Parse(Localnet.Usdc), ProgramIds.Token).ToString();
        var buyer = new Buyer
        { Id = BuyerId.New(now), MerchantId = merchant.Id, Display = "Ada", CreatedAt = now };
        await store.WriteAsync(async db =>
        {
            db.AddRange(merchant, product, buyer);
            await Task.CompletedTask;
        });
        var till = new Till(store) { Product = product, Buyer = buyer };
        Assert.IsType<WatchOutcome.Watched>(await till.WatchAsync(product));
        return till;
    }

    private async Task TickAsync()
    {
        while (!end.IsCancellationRequested)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
            Store.Time.Advance(Step);
        }
    }
}

/// <summary>
/// Two nodes in front of one local Solana. The first may be frozen at the finalized slot it has: it then knows nothing
/// that came later, and says so when it is asked for more.
/// </summary>
internal sealed class TwoNodes(Uri chain) : DelegatingHandler(new SocketsHttpHandler())
{
    private long? frozenAt;

    public Dictionary<string, int> Asked { get; } = new() { ["first.test"] = 0, ["second.test"] = 0 };

    /// <summary>Null: it goes on.</summary>
    public void Freeze(long? slot) => frozenAt = slot;

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var host = request.RequestUri!.Host;
        lock (Asked)
        {
            Asked[host]++;
        }

        var body = await request.Content!.ReadAsStringAsync(cancellationToken);
        request.RequestUri = chain;
        var answer = await base.SendAsync(request, cancellationToken);
        return host != "first.test" || frozenAt is not { } slot || !answer.IsSuccessStatusCode
            ? answer
            : await AgedAsync(JsonNode.Parse(body)!, answer, slot, cancellationToken);
    }

    private static async Task<HttpResponseMessage> AgedAsync(
        JsonNode calls, HttpResponseMessage answer, long slot, CancellationToken cancellationToken)
    {
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        var answers = JsonNode.Parse(text)!;
        if (calls is JsonArray list)
        {
            foreach (var (call, place) in list.Select((call, place) => (call!, place)))
            {
                Age(call, answers[place]!, slot);
            }
        }
        else
        {
            Age(calls, answers, slot);
        }

        return new HttpResponseMessage(HttpStatusCode.OK)
        { Content = new StringContent(answers.ToJsonString(), Encoding.UTF8, "application/json") };
    }

    private static void Age(JsonNode call, JsonNode answer, long slot)
    {
        if (answer["result"] is not { } result)
        {
            return;
        }

        switch ((string)call["method"]!)
        {
            case "getSlot":
                answer["result"] = slot;
                break;
            case "getTransaction" when result["slot"]!.GetValue<long>() > slot:
                answer["result"] = null;
                break;
            case "getSignaturesForAddress" when call["params"]![1]!["minContextSlot"]?.GetValue<long>() > slot:
                answer.AsObject().Remove("result");
                answer["error"] = new JsonObject { ["code"] = -32016, ["message"] = "Minimum context slot has not been reached" };
                break;
            case "getSignaturesForAddress":
                answer["result"] = new JsonArray(
                    [.. result.AsArray().Where(one => one!["slot"]!.GetValue<long>() <= slot).Select(one => one!.DeepClone())]);
                break;
        }
    }
}
