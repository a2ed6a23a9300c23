using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using HiltBot.TestKit;
using HiltBot.TestKit.Telegram;

namespace HiltBot.Journey.Tests;

/// <summary>
/// The real host as a process beside a Telegram on loopback: set up as an owner does it, by making the bot an administrator
/// and answering its questions, on the sandbox network, so that people pay with play money.
/// </summary>
internal sealed partial class TelegramHouse : IAsyncDisposable
{
    public const string Price = "9.00 USDC";

    private readonly string folder = Directory.CreateTempSubdirectory("hiltbot-telegram-").FullName;
    private readonly Dictionary<string, string> settings;
    private readonly List<HostProcess> hosts = [];
    private readonly int port = HostProcess.FreePort();
    private string key = string.Empty;

    private TelegramHouse(StandInTelegram telegram, Dictionary<string, string> settings, bool isBasicGroup)
    {
        Telegram = telegram;
        this.settings = settings;
        Owner = telegram.AddUser("Robin");
        Club = isBasicGroup ? telegram.AddGroup("Night Shift", Owner) : telegram.AddSupergroup("Night Shift", Owner);
    }

    public StandInTelegram Telegram { get; }

    public string Owner { get; }

    /// <summary>The chat that is sold; another id after an upgrade.</summary>
    public string Club { get; set; }

    public HostProcess Host => hosts[0];

    public Books Books { get; private set; } = null!;

    /// <param name="more">Settings below HiltBot.</param>
    public static async Task<TelegramHouse> BuildAsync(
        string provider, bool byWebhook = false, bool isBasicGroup = false,
        params (string Name, string Value)[] more)
    {
        var telegram = await StandInTelegram.StartAsync();
        var settings = telegram.Settings.ToDictionary(
            pair => pair.Key["HiltBot:".Length..], pair => pair.Value, StringComparer.Ordinal);
        settings["Telegram:Receive"] = byWebhook ? "Webhook" : "Polling";
        settings["Work:SweepSeconds"] = "1";
        settings["RateLimits:Public"] = "1000000";
        foreach (var (name, value) in more)
        {
            settings[name] = value;
        }

        var house = new TelegramHouse(telegram, settings, isBasicGroup);
        try
        {
            await house.OpenAsync(provider);
            await house.SetUpAsync();
            return house;
        }
        catch (Exception exception)
        {
            var said = house.Tail();
            await house.DisposeAsync();
            throw new InvalidOperationException($"The group could not be set up: {exception.Message}\n{said}", exception);
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

    /// <summary>Somebody who has never been here says <c>/join</c>, pays, and opens the link that they are given.</summary>
    public async Task<string> BuyAndEnterAsync(string member)
    {
        var url = await BuyAsync(member);
        await EnterAsync(member, url);
        return url;
    }

    /// <summary>From <c>/join</c> to the paid session and the link into the group.</summary>
    public async Task<string> BuyAsync(string member) => await InvitedAsync(member, await OrderAsync(member));

    /// <summary>From <c>/join</c> to the paid session; whether they are invited is for the test to see.</summary>
    /// <returns>The message with the payment page.</returns>
    public async Task<TelegramMessage> OrderAsync(string member)
    {
        var page = await AskForPageAsync(member);
        await PayAsync(page);
        return page;
    }

    /// <summary>From <c>/join</c> to the message with the payment page.</summary>
    public async Task<TelegramMessage> AskForPageAsync(string member)
    {
        var before = Telegram.LastMessageTo(member);
        Telegram.Say(member, "/join");
        var offered = await ShowsButtonAsync(member, Price, before);
        Telegram.Press(member, offered, Button(offered, Price));
        return await WithUrlAsync(member, offered);
    }

    /// <summary>The link that somebody is given to come in by.</summary>
    public async Task<string> InvitedAsync(string member, TelegramMessage? after) => (await Telegram.UntilAsync(
        () => Telegram.MessagesTo(member).Where(message => message.Id > (after?.Id ?? 0))
            .SelectMany(message => message.Buttons).Select(button => button.Url)
            .LastOrDefault(url => url?.StartsWith("https://t.me/+", StringComparison.Ordinal) == true),
        $"{member} is invited\n{Tail()}", TimeSpan.FromSeconds(90)))!;

    public async Task EnterAsync(string member, string url)
    {
        Telegram.OpenLink(member, url);
        await IsInsideAsync(member);
    }

    /// <summary>Pays at the address of the button that a message shows.</summary>
    public async Task PayAsync(TelegramMessage message)
    {
        var url = PageOf(message);
        var token = HandoffToken().Match(url.Query).Groups[1].Value;
        var slug = url.AbsolutePath.Split('/')[^1];
        var session = await PostAsync(
            $"/v1/products/p/{slug}/connect", new { handoff_token = Uri.UnescapeDataString(token) });
        await PostAsync("/v1/testing/pay", new { payment_id = (string)session["payment_id"]! });
    }

    public Task MoveClockAsync(TimeSpan length) =>
        PostAsync("/v1/testing/clock", new { seconds = (long)length.TotalSeconds });

    public Task IsInsideAsync(string member, TimeSpan? patience = null) => Telegram.UntilAsync(
        () => Telegram.IsInside(Club, member), $"{member} is inside\n{Tail()}", patience ?? TimeSpan.FromSeconds(60));

    public Task IsOutAsync(string member) => Telegram.UntilAsync(
        () => !Telegram.IsInside(Club, member), $"{member} is out\n{Tail()}", TimeSpan.FromSeconds(60));

    /// <summary>Everybody whom the books let in is inside, and nobody else but the owner; and nobody is kept out.</summary>
    public async Task MembersEqualTheBooksAsync()
    {
        var rows = await Books.RowsAsync(
            $"""
            select distinct accounts.account_id from memberships join buyer_accounts accounts
            on accounts.buyer_id = memberships.buyer_id and accounts.platform = 'TELEGRAM'
            where memberships.status in ('ACTIVE', 'GRACE_PERIOD')
            """);
        var entitled = rows.Select(row => (string)row[0]!).Append(Owner).Order(StringComparer.Ordinal).ToList();
        await Telegram.UntilAsync(
            () => Telegram.Members(Club).Order(StringComparer.Ordinal).SequenceEqual(entitled),
            $"the members are those of the books ({entitled.Count})\n{Tail()}", TimeSpan.FromSeconds(120));
    }

    public async Task<JsonNode> HealthAsync() => (await Host.Http.GetFromJsonAsync<JsonNode>("/health"))!;

    public string Tail() => hosts.Count == 0 ? string.Empty : string.Join(
        "\n--- next host\n", hosts.Select(host => host.Output.Length > 4000 ? host.Output[^4000..] : host.Output));

    /// <summary>The last message with these words.</summary>
    public Task<TelegramMessage> ShowsAsync(string user, string words, TelegramMessage? after = null) =>
        SeesAsync(user, words, message => message.Text.Contains(words, StringComparison.Ordinal), after);

    /// <summary>The last message with these words on a button.</summary>
    public Task<TelegramMessage> ShowsButtonAsync(string user, string words, TelegramMessage? after = null) => SeesAsync(
        user, words, message => message.Buttons.Any(button => button.Label.Contains(words, StringComparison.Ordinal)), after);

    /// <summary>A message of this kind was sent, and the books know it: time may go on.</summary>
    public Task IsToldAsync(string kind, long times = 1) => Eventually.EqualsAsync(
        times, () => Books.CountAsync($"select count(*) from notices where kind = '{kind}' and state = 'ACCEPTED'"),
        $"how many {kind} were told", TimeSpan.FromSeconds(60));

    private Task<TelegramMessage> SeesAsync(
        string user, string words, Func<TelegramMessage, bool> isIt, TelegramMessage? after) =>
        Telegram.UntilAsync(
            () => Telegram.MessagesTo(user).LastOrDefault(message => message.Id > (after?.Id ?? 0) && isIt(message)),
            $"{user} is shown \"{words}\"; there is: {string.Join(" // ", Telegram.MessagesTo(user))}\n{Tail()}",
            TimeSpan.FromSeconds(60));

    public static string Button(TelegramMessage message, string words) =>
        message.Buttons.First(button => button.Label.Contains(words, StringComparison.Ordinal)).Label;

    public async ValueTask DisposeAsync()
    {
        foreach (var host in hosts)
        {
            await host.DisposeAsync();
        }

        await Telegram.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    public static Uri PageOf(TelegramMessage message) => new(message.Buttons.Select(PaymentPage).OfType<string>().First());

    private static string? PaymentPage(TelegramButton button) =>
        button.Url is { } url && url.Contains("/p/", StringComparison.Ordinal) ? url : null;

    private Task<TelegramMessage> WithUrlAsync(string member, TelegramMessage from) => Telegram.UntilAsync(
        () => Telegram.MessagesTo(member).LastOrDefault(message => message.Id >= from.Id &&
            message.Buttons.Any(button => PaymentPage(button) is not null)),
        $"{member} is given a payment page\n{Tail()}", TimeSpan.FromSeconds(60));

    private async Task OpenAsync(string provider)
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
        await StartAsync();
        await Telegram.UntilAsync(
            () => Telegram.CommandsOf("all_private_chats").Contains("join"), $"the commands are registered\n{Tail()}");
    }

    // As an owner does it: Start, then the bot becomes an administrator and asks.
    private async Task SetUpAsync()
    {
        var code = BindCode().Match(Host.Output).Groups[1].Value;
        Telegram.Start(Owner);
        await ShowsAsync(Owner, "/join");
        Telegram.AddBot(Owner, Club);
        var asked = await ShowsAsync(Owner, "Night Shift");
        Telegram.ReplyTo(Owner, asked, code);
        var bound = await ShowsAsync(Owner, "is connected to Harbor House", asked);
        Telegram.Say(Owner, "/offer_create");
        var last = bound;
        foreach (var (answer, next) in (IReadOnlyList<(string, string)>)
                 [("Gold club", "(1 of 5)"), ("/skip", "(2 of 5)"), (Price, "(3 of 5)"), ("30 days", "(4 of 5)"), ("0", "(5 of 5)")])
        {
            last = await Telegram.NextMessageToAsync(Owner, next, last, TimeSpan.FromSeconds(60));
            Telegram.Say(Owner, answer);
        }

        var made = await ShowsAsync(Owner, "Gold club", last);
        if (made.Buttons.FirstOrDefault(button => button.Label.Contains("Night Shift", StringComparison.Ordinal)) is { } opens)
        {
            Telegram.Press(Owner, made, opens.Label);
        }

        await Eventually.EqualsAsync(
            1L, () => Books.CountAsync("select count(*) from product_targets where platform = 'TELEGRAM'"),
            "the offers that open the group");
        await GetKeyAsync();
    }

    // The way of the owner's own software: a code in chat, an account with it, a key.
    private async Task GetKeyAsync()
    {
        var before = Telegram.LastMessageTo(Owner);
        Telegram.Say(Owner, "/setup_api");
        var told = await Telegram.NextMessageToAsync(Owner, after: before);
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

    [GeneratedRegex("asks you for a code: ([^ ]+) ")]
    private static partial Regex BindCode();

    [GeneratedRegex("[0-9a-z]{24}")]
    private static partial Regex ApiCode();

    [GeneratedRegex("[?&](?:h|handoff|token)=([^&]+)")]
    private static partial Regex HandoffToken();
}
