using System.Text.Json;
using System.Text.RegularExpressions;
using HiltBot.TestKit;

namespace HiltBot.Contract.Tests;

/// <summary>
/// Everything that a merchant's installation can hold, made through the product's doors alone: the API, the simulated chat, the
/// play ledger and the second clock. Chapters whose routes have not come yet are passed over, and named.
/// </summary>
internal sealed partial class World : IAsyncDisposable
{
    public const string Password = "correct horse battery";

    private readonly List<string> passedOver = [];
    private Receiver receiver = null!;

    private World(LiveHost host)
    {
        Host = host;
        Simulator = new Simulator(host);
        Buyer = new Caller(host, Exchanges);
    }

    public LiveHost Host { get; }

    public Exchanges Exchanges { get; } = new();

    public Simulator Simulator { get; }

    /// <summary>Anybody.</summary>
    public Caller Buyer { get; }

    /// <summary>Somebody who signed in for the demo workspace, which has both simulated places.</summary>
    public Caller Owner { get; private set; } = null!;

    /// <summary>The same workspace's software, with a key.</summary>
    public Caller Software { get; private set; } = null!;

    public string OwnerEmail { get; private set; } = string.Empty;

    public string WorkspaceId { get; private set; } = string.Empty;

    /// <summary>An id of this workspace for each name that a part of a path has.</summary>
    public Dictionary<string, string> Ids { get; } = new(StringComparer.Ordinal);

    public IReadOnlyList<string> PassedOver => passedOver;

    public Receiver Receiver => receiver;

    public static async Task<World> MakeAsync(string provider, params IReadOnlyList<(string Name, string Value)> settings)
    {
        var world = new World(await LiveHost.StartAsync(provider, settings)) { receiver = await Receiver.OpenAsync() };
        await world.ChapterAsync("account", world.OpenAccountAsync);
        await world.ChapterAsync("webhooks", world.ListenAsync);
        await world.ChapterAsync("products", world.SellAsync);
        await world.ChapterAsync("checkout", world.BuyAsync);
        await world.ChapterAsync("memberships", world.LookAfterMembersAsync);
        await world.ChapterAsync("receipts", world.ProveAsync);
        await world.ChapterAsync("support", world.AskAsync);
        await world.ChapterAsync("identity", world.ShowIdentityAsync);
        await world.ChapterAsync("phantom", world.UsePhantomAsync);
        await world.ChapterAsync("testing", world.RehearseAsync);
        await world.ChapterAsync("extensions", world.UseExtensionsAsync);
        await world.ChapterAsync("reports", world.ReportAsync);
        return world;
    }

    /// <summary>Another workspace that has nothing, as a stranger would open it.</summary>
    public async Task<(Caller Session, Caller Key)> OpenStrangerAsync(string name)
    {
        var account = (await Buyer.CallAsync("POST /v1/auth/register", new
        {
            email = $"{name}@example.org",
            password = Password,
            display_name = name,
        })).Expect(201);
        var session = Buyer.With(token: account.Id("token"));
        var key = (await session.CallAsync(
            "POST /v1/keys", new { name, permissions = (string[])["read", "execute"] })).Expect(201);
        return (session, Buyer.With(key: key.Id("raw_key")));
    }

    public async ValueTask DisposeAsync()
    {
        await receiver.DisposeAsync();
        await Host.DisposeAsync();
    }

    private async Task ChapterAsync(string name, Func<Task> tell)
    {
        try
        {
            await tell();
        }
        catch (Exception exception) when (exception is NoSuchRouteException ||
            (exception is KeyNotFoundException && NotYet.Routes.Count > 0))
        {
            passedOver.Add($"{name}: {exception.Message}");
        }
    }

    /// <summary>The part of a workspace that the demo left open: its account, keys, settings.</summary>
    private async Task OpenAccountAsync()
    {
        var reply = await Simulator.SayAsync("robin", "/setup api");
        var code = CodePattern().Match(reply.GetProperty("text").ToString()).Value;
        OwnerEmail = "robin@example.org";
        var account = (await Buyer.CallAsync("POST /v1/auth/register", new
        {
            email = OwnerEmail,
            password = Password,
            display_name = "Harbor House",
            setup_code = code,
        })).Expect(201);
        WorkspaceId = account.Id("user_id");
        (await Buyer.CallAsync("POST /v1/auth/refresh", new { token = account.Id("token") })).Expect(200);
        var login = (await Buyer.CallAsync(
            "POST /v1/auth/login", new { email = OwnerEmail, password = Password })).Expect(200);
        Owner = Buyer.With(token: login.Id("token"));
        (await Owner.CallAsync("POST /v1/auth/logout")).Expect(200);
        var key = (await Owner.CallAsync(
            "POST /v1/keys", new { name = "Shop", permissions = (string[])["read", "execute"] })).Expect(201);
        Ids["key_id"] = key["key"].GetProperty("id").GetString()!;
        Software = Buyer.With(key: key.Id("raw_key"));
        var old = (await Owner.CallAsync("POST /v1/keys", new { name = "Old", sandbox_mode = true })).Expect(201);
        (await Owner.CallAsync(
            "DELETE /v1/keys/{key_id}", null, ("key_id", old["key"].GetProperty("id").GetString()!))).Expect(204);
        (await Software.CallAsync("GET /v1/account/me")).Expect(200);
        (await Owner.CallAsync("PATCH /v1/account/me", new
        {
            display_name = "Harbor House",
            timezone = "Europe/Berlin",
            merchant_settings = new { brand_name = "Harbor House", support_url = "https://harbor.example.org/help" },
        })).Expect(200);
        (await Owner.CallAsync("GET /v1/account/me")).Expect(200);
        await SignInWithWalletAsync();
        (await Owner.CallAsync("POST /v1/account/delivery/test", new { provider = "telegram" })).Expect(200);
        var domain = (await Owner.CallAsync(
            "POST /v1/checkout-domains", new { domain = "pay.harbor.example" })).Expect(201);
        Ids["domain_id"] = domain["item"].GetProperty("id").GetString()!;
        (await Owner.CallAsync("GET /v1/checkout-domains")).Expect(200);
        await CloseAnotherAsync();
    }

    private async Task SignInWithWalletAsync()
    {
        using var wallet = Solana.Keys.KeyPair.Generate();
        var nonce = (await Buyer.CallAsync(
            "POST /v1/auth/wallet/nonce", new { wallet_address = wallet.Address.ToString() })).Expect(200);
        var text = nonce.Id("message_nonce");
        var account = (await Buyer.CallAsync("POST /v1/auth/wallet", new
        {
            wallet_address = wallet.Address.ToString(),
            signed_message = wallet.Sign(System.Text.Encoding.UTF8.GetBytes(text)).ToString(),
            message_nonce = text,
        })).Expect(200);
        (await Buyer.With(token: account.Id("token")).CallAsync("GET /v1/account/me")).Expect(200);
    }

    private async Task CloseAnotherAsync()
    {
        var (session, _) = await OpenStrangerAsync("passer-by");
        (await session.CallAsync("PATCH /v1/account/me/security", new
        {
            current_password = Password,
            new_password = "staple battery horse",
        })).Expect(200);
        var again = (await Buyer.CallAsync(
            "POST /v1/auth/login", new { email = "passer-by@example.org", password = "staple battery horse" })).Expect(200);
        (await Buyer.With(token: again.Id("token")).CallAsync("DELETE /v1/account/account")).Expect(200);
    }

    /// <summary>Asks a route until its answer is so.</summary>
    private async Task<Exchange> UntilAsync(
        Caller caller, string route, Func<JsonElement, bool> isSo, string what,
        params IReadOnlyList<(string Name, object Value)> values)
    {
        Exchange? last = null;
        await Eventually.IsAsync(
            async () => last = (await caller.CallAsync(route, null, values)).Expect(200),
            seen => isSo(seen.Body), what, TimeSpan.FromSeconds(30));
        return last!;
    }

    [GeneratedRegex("[A-Za-z0-9_-]{16,}")]
    private static partial Regex CodePattern();
}
