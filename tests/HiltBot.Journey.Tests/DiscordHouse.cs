using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using HiltBot.TestKit;
using HiltBot.TestKit.Discord;

namespace HiltBot.Journey.Tests;

/// <summary>
/// The real host as a process beside a Discord on loopback: set up as an owner does it, with commands and buttons, on the
/// sandbox network, so that people pay with play money.
/// </summary>
internal sealed partial class DiscordHouse : IAsyncDisposable
{
    public const string Price = "9.00 USDC";

    private readonly string folder = Directory.CreateTempSubdirectory("hiltbot-discord-").FullName;
    private readonly Dictionary<string, string> settings;
    private readonly List<HostProcess> hosts = [];
    private readonly int port = HostProcess.FreePort();
    private string key = string.Empty;

    private DiscordHouse(StandInDiscord discord, Dictionary<string, string> settings)
    {
        Discord = discord;
        this.settings = settings;
        Owner = discord.AddUser("Robin");
        Guild = discord.AddGuild("Harbor House", Owner);
        Gold = discord.AddRole(Guild, "Gold");
        Lobby = discord.AddChannel(Guild, "lobby");
    }

    public StandInDiscord Discord { get; }

    public string Owner { get; }

    public string Guild { get; }

    /// <summary>The role that is sold.</summary>
    public string Gold { get; }

    public string Lobby { get; }

    public HostProcess Host => hosts[0];

    public Books Books { get; private set; } = null!;

    /// <param name="more">Settings below HiltBot.</param>
    public static async Task<DiscordHouse> BuildAsync(
        string provider, bool overHttp = false, StandInDiscordOptions? options = null,
        params (string Name, string Value)[] more)
    {
        var discord = await StandInDiscord.StartAsync(options: options);
        var settings = discord.Settings.ToDictionary(
            pair => pair.Key["HiltBot:".Length..], pair => pair.Value, StringComparer.Ordinal);
        settings["Discord:Receive"] = overHttp ? "Http" : "Gateway";
        settings["Work:SweepSeconds"] = "1";
        settings["RateLimits:Public"] = "1000000";
        foreach (var (name, value) in more)
        {
            settings[name] = value;
        }

        var house = new DiscordHouse(discord, settings);
        try
        {
            await house.OpenAsync(provider, overHttp);
            await house.SetUpAsync();
            return house;
        }
        catch (Exception exception)
        {
            var said = house.Tail();
            await house.DisposeAsync();
            throw new InvalidOperationException($"The server could not be set up: {exception.Message}\n{said}", exception);
        }
    }

    /// <summary>Starts the host (again) at its address.</summary>
    public async Task StartAsync()
    {
        var host = Launch(port);
        if (hosts.Count > 0)
        {
            await hosts[0].DisposeAsync();
            hosts[0] = host;
        }
        else
        {
            hosts.Add(host);
        }

        await host.ReadyAsync();
    }

    /// <summary>One more node on the same database.</summary>
    public async Task<HostProcess> AddNodeAsync()
    {
        var host = Launch(HostProcess.FreePort());
        hosts.Add(host);
        await host.ReadyAsync();
        return host;
    }

    /// <summary>From <c>/join</c> to the paid session, as a buyer does it; where the role comes is for the test to see.</summary>
    public async Task BuyAsync(string member)
    {
        var said = await Discord.SayAsync(member, Guild, Lobby, "join");
        var offered = await said.AnswerAsync();
        Assert.True(offered.IsEphemeral);
        await PayAsync(await (await Discord.PressAsync(member, offered, $"Pay {Price}")).AnswerAsync());
    }

    /// <summary>Pays at the address of the button that an answer shows.</summary>
    public async Task PayAsync(ShownMessage answer)
    {
        Assert.True(answer.IsEphemeral);
        var url = new Uri(answer.Controls.Select(control => control.Url).OfType<string>().First());
        var token = HandoffToken().Match(url.Query).Groups[1].Value;
        var slug = url.AbsolutePath.Split('/')[^1];
        var session = await PostAsync(
            $"/v1/products/p/{slug}/connect", new { handoff_token = Uri.UnescapeDataString(token) });
        await PostAsync("/v1/testing/pay", new { payment_id = (string)session["payment_id"]! });
    }

    /// <summary>The owner gives the offer away.</summary>
    public Task<DiscordInteraction> GiftAsync(string member, int days = 30) => Discord.SayAsync(
        Owner, Guild, Lobby, "gift", ("member", member), ("offer", "Gold club"), ("days", days));

    public Task MoveClockAsync(TimeSpan length) =>
        PostAsync("/v1/testing/clock", new { seconds = (long)length.TotalSeconds });

    /// <summary>A message of this kind was sent, and the books know it: time may go on.</summary>
    public Task IsToldAsync(string kind) => Eventually.EqualsAsync(
        1L, () => Books.CountAsync($"select count(*) from notices where kind = '{kind}' and state = 'ACCEPTED'"),
        $"how many {kind} were told", TimeSpan.FromSeconds(60));

    public Task HoldsAsync(string member, TimeSpan? patience = null) => Discord.UntilAsync(
        () => Discord.RolesOf(Guild, member).Contains(Gold), $"member {member} has the role\n{Tail()}", patience);

    public Task HoldsNotAsync(string member) => Discord.UntilAsync(
        () => !Discord.RolesOf(Guild, member).Contains(Gold), $"member {member} has lost the role\n{Tail()}");

    /// <summary>Everybody whom the books let in has the role, and nobody else.</summary>
    public async Task RolesEqualTheBooksAsync()
    {
        var rows = await Books.RowsAsync(
            $"""
            select distinct accounts.account_id from memberships join buyer_accounts accounts
            on accounts.buyer_id = memberships.buyer_id and accounts.platform = 'DISCORD'
            where memberships.status in ('ACTIVE', 'GRACE_PERIOD')
            """);
        var entitled = rows.Select(row => (string)row[0]!).Order(StringComparer.Ordinal).ToList();
        await Discord.UntilAsync(
            () => Discord.HoldersOf(Guild, Gold).Order(StringComparer.Ordinal).SequenceEqual(entitled),
            $"the roles are those of the books ({entitled.Count})\n{Tail()}", TimeSpan.FromSeconds(120));
    }

    public async Task<JsonNode> HealthAsync() => (await Host.Http.GetFromJsonAsync<JsonNode>("/health"))!;

    public async ValueTask DisposeAsync()
    {
        foreach (var host in hosts)
        {
            await host.DisposeAsync();
        }

        await Discord.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private async Task OpenAsync(string provider, bool overHttp)
    {
        var keyFile = Path.Combine(folder, "master.key");
        await File.WriteAllTextAsync(keyFile, Convert.ToBase64String(new byte[32]));
        settings["DataDirectory"] = folder;
        settings["MasterKeyFile"] = keyFile;
        settings["Database:Provider"] = provider;
        var address = $"Data Source={Path.Combine(folder, "hiltbot.db")}";
        if (provider == Store.Postgres)
        {
            var server = await PostgresServer.GetAsync();
            if (server is null)
            {
                Assert.Skip("No PostgreSQL here: tests/run.sh --install brings it.");
            }

            address = await server.CreateDatabaseAsync();
            settings["Database:ConnectionString"] = address;
        }

        Books = new Books(provider, address);
        if (overHttp)
        {
            Discord.InteractionsUrl = $"http://127.0.0.1:{port}/discord/interactions";
        }

        await StartAsync();
        await Discord.UntilAsync(() => Discord.Commands.Contains("unmatched"), $"the commands are registered\n{Tail()}");
        if (Discord.InteractionsUrl is { } url)
        {
            Assert.True(
                await Discord.AcceptsEndpointAsync(url),
                $"{await Discord.PostAsync(url, DiscordSigning.Right)} {await Discord.PostAsync(url, DiscordSigning.AnotherKey)}\n{Tail()}");
        }
        else
        {
            await Discord.Gateway.ReadyAsync();
        }
    }

    private async Task SetUpAsync()
    {
        var code = BindCode().Match(Host.Output).Groups[1].Value;
        var bound = await (await Discord.SayAsync(Owner, Guild, Lobby, "setup check", ("code", code))).AnswerAsync();
        Assert.True(bound.IsEphemeral);
        Assert.Contains("is connected to Harbor House", bound.Text, StringComparison.Ordinal);
        var form = await FormAsync(await Discord.SayAsync(Owner, Guild, Lobby, "offer create"));
        var made = await (await Discord.SubmitAsync(
            form, ("title", "Gold club"), ("price", Price), ("period", "30 days"), ("grace", "0"))).AnswerAsync();
        var menu = made.Controls.First(control => control.Options.Count > 0);
        var chosen = await Discord.ChooseAsync(
            Owner, made, menu.CustomId!, menu.Options.First(option => option.Name.Contains("Gold", StringComparison.Ordinal)).Value);
        Assert.Contains("Gold", (await chosen.AnswerAsync()).Text, StringComparison.Ordinal);
        await GetKeyAsync();
    }

    // On a busy machine the answer was put off, and a form cannot follow that: a button opens it.
    private async Task<DiscordInteraction> FormAsync(DiscordInteraction asked)
    {
        while (await asked.FirstAnswerAsync() != 9)
        {
            var message = await asked.AnswerAsync();
            asked = await Discord.PressAsync(Owner, message, message.Controls.Single().CustomId!);
        }

        return asked;
    }

    // The way of the owner's own software: a code in chat, an account with it, a key.
    private async Task GetKeyAsync()
    {
        var told = await (await Discord.SayAsync(Owner, Guild, Lobby, "setup api")).AnswerAsync();
        var code = ApiCode().Match(told.Text).Value;
        var account = await PostAsync("/v1/auth/register", new
        {
            email = "robin@example.org",
            password = "correct horse battery",
            display_name = "Harbor House",
            setup_code = code,
        });
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/keys")
        {
            Content = JsonContent.Create(new { name = "Shop" }),
        };
        request.Headers.Authorization = new("Bearer", (string)account["token"]!);
        using var answer = await Host.Http.SendAsync(request);
        key = (string)(await answer.Content.ReadFromJsonAsync<JsonNode>())!["raw_key"]!;
    }

    private HostProcess Launch(int at) => HostProcess.Start(typeof(HiltHost).Assembly.Location, settings, folder, at);

    private async Task<JsonNode> PostAsync(string path, object body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        if (key.Length > 0)
        {
            request.Headers.Add("X-Hilt-Key", key);
        }

        using var answer = await Host.Http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {(int)answer.StatusCode} {text}\n{Tail()}");
        return JsonNode.Parse(text)!;
    }

    private string Tail() => hosts.Count == 0 ? string.Empty : string.Join(
        "\n--- next host\n", hosts.Select(host => host.Output.Length > 4000 ? host.Output[^4000..] : host.Output));

    [GeneratedRegex("with the code ([^ ]+) ")]
    private static partial Regex BindCode();

    [GeneratedRegex("[0-9a-z]{24}")]
    private static partial Regex ApiCode();

    [GeneratedRegex("[?&](?:h|handoff|token)=([^&]+)")]
    private static partial Regex HandoffToken();
}
