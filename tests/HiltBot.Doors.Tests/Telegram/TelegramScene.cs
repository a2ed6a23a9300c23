using System.Text.Json.Nodes;
using HiltBot.Doors.Tests.Discord;
using HiltBot.Engine.Chat;
using HiltBot.Engine.Checkouts;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Merchants;
using HiltBot.Engine.Values;
using HiltBot.Telegram;
using HiltBot.Telegram.Api;
using HiltBot.Telegram.Door;
using HiltBot.Telegram.Updates;
using HiltBot.TestKit;
using HiltBot.TestKit.Telegram;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HiltBot.Doors.Tests.Telegram;

/// <summary>
/// The door over an engine on SQLite, with the stand-in on the other side and one clock for all: updates are polled, or
/// posted to a real web server.
/// </summary>
internal sealed class TelegramScene : IAsyncDisposable
{
    private readonly WebApplication? web;
    private readonly List<IHostedService> running = [];

    private TelegramScene(StandInTelegram telegram, Store store, LogBook log, WebApplication? web)
    {
        Telegram = telegram;
        Store = store;
        Log = log;
        this.web = web;
    }

    public StandInTelegram Telegram { get; }

    public Store Store { get; }

    public LogBook Log { get; }

    public ManualTime Time => Store.Time;

    public TelegramState State => Store.Services.GetRequiredService<TelegramState>();

    /// <summary>Where updates are posted, and the secret that goes along; with a webhook only.</summary>
    public string WebhookUrl => web!.Urls.Single() + WebhookEndpoint.Path;

    public string Secret => WebhookSecret.Of(Store.Services.GetRequiredService<IOptions<TelegramOptions>>().Value);

    /// <summary>Creator of the club, and owner of the workspace once it is bound.</summary>
    public string Olga { get; private set; } = "";

    public string Ana { get; private set; } = "";

    /// <summary>A supergroup with the bot as an administrator.</summary>
    public string Club { get; private set; } = "";

    /// <summary>A code that connects a chat to the workspace.</summary>
    public string Code { get; private set; } = "";

    public static async Task<TelegramScene> OpenAsync(
        TelegramReceive receive = TelegramReceive.Polling, bool isBound = true, bool olgaHasStarted = true,
        StandInTelegramOptions? options = null, bool isRefused = false)
    {
        var time = new ManualTime();
        var telegram = await StandInTelegram.StartAsync(time, options);
        var log = new LogBook();
        WebApplication? web = null;
        var address = PublicAddress.Local;
        Store? store = null;
        if (receive == TelegramReceive.Webhook)
        {
            web = await ServeAsync(() => store!.Services);
            address = new PublicAddress(new Uri(web.Urls.Single()));
        }

        store = await Store.CreateAsync(
            Store.Sqlite, more: services => AddDoor(services, telegram, receive, address, log), time: time);
        var scene = new TelegramScene(telegram, store, log, web)
        {
            Olga = telegram.AddUser("Olga", "olga"),
            Ana = telegram.AddUser("Ana", "ana_k"),
        };
        await scene.MakeMerchantAsync();
        await scene.StartAsync(isRefused);
        if (isRefused)
        {
            return scene;
        }

        if (olgaHasStarted)
        {
            await scene.SayAsync(scene.Olga, "/help");
        }

        scene.Club = telegram.AddSupergroup("Club", scene.Olga);
        if (isBound)
        {
            telegram.AddBot(scene.Olga, scene.Club);
            await scene.NextAsync(scene.Olga, "one-time code");
            await scene.SayAsync(scene.Olga, scene.Code);
            Assert.Equal(scene.Club, (await scene.CommunitiesAsync()).Single().ExternalId);
        }

        return scene;
    }

    /// <summary>Says something privately, and waits for the answer.</summary>
    public Task<TelegramMessage> SayAsync(string user, string text) =>
        AfterAsync(user, () => Telegram.Say(user, text), $"\"{text}\" is answered");

    public Task<TelegramMessage> StartAsync(string user, string payload) =>
        AfterAsync(user, () => Telegram.Start(user, payload), $"the link {payload} is answered");

    /// <summary>Asks for help by the link that the club's members get, and waits for the first question.</summary>
    public Task<TelegramMessage> AskForHelpAsync(string user) => StartAsync(user, $"at-support-{Club}");

    public Task<TelegramMessage> ReplyAsync(string user, TelegramMessage message, string text) =>
        AfterAsync(user, () => Telegram.ReplyTo(user, message, text), $"the reply \"{text}\" is answered");

    /// <summary>Presses a button in the private chat, and waits until it is answered and something new is shown.</summary>
    public async Task<TelegramMessage> PressAsync(string user, TelegramMessage message, string button)
    {
        var before = Shown(user);
        var press = Telegram.Press(user, message, button);
        await UntilAsync(() => press.IsAnswered && Shown(user) != before, $"\"{button}\" is answered");
        return Telegram.MessagesTo(user).LastOrDefault(one => one.Id > before.Last) ?? Telegram.Now(message);
    }

    /// <summary>Presses a button where everybody reads.</summary>
    public async Task<TelegramPress> PressInGroupAsync(string user, TelegramMessage message, string button)
    {
        var press = Telegram.Press(user, message, button);
        await UntilAsync(() => press.IsAnswered, $"\"{button}\" is answered");
        return press;
    }

    /// <summary>The bot's next message to somebody with that text in it.</summary>
    public async Task<TelegramMessage> NextAsync(string user, string containing)
    {
        TelegramMessage? found = null;
        await UntilAsync(
            () => (found = Telegram.MessagesTo(user).LastOrDefault(
                message => message.Text.Contains(containing, StringComparison.OrdinalIgnoreCase))) is not null,
            $"somebody is told \"{containing}\"");
        return found!;
    }

    /// <summary>Waits until the bot has written that many messages into a chat.</summary>
    public async Task<TelegramMessage> InChatAsync(string chat, int count = 1)
    {
        await UntilAsync(() => Telegram.BotMessages(chat).Count >= count, $"there are {count} messages in the chat");
        return Telegram.BotMessages(chat)[^1];
    }

    /// <summary>A message with a picture, as the Bot API shows it.</summary>
    public JsonObject PhotoFrom(string user, string? caption)
    {
        var message = new JsonObject
        {
            ["message_id"] = 900_001,
            ["date"] = Time.GetUtcNow().ToUnixTimeSeconds(),
            ["chat"] = new JsonObject { ["id"] = long.Parse(user), ["type"] = "private" },
            ["from"] = new JsonObject { ["id"] = long.Parse(user), ["is_bot"] = false, ["first_name"] = "Ana" },
            ["photo"] = new JsonArray(new JsonObject { ["file_id"] = "x", ["width"] = 1, ["height"] = 1 }),
        };
        if (caption is not null)
        {
            message["caption"] = caption;
        }

        return message;
    }

    /// <summary>Waits until every update so far is acted on and confirmed.</summary>
    public Task QuietAsync() => UntilAsync(() => Telegram.Updates.Pending == 0, "all updates are confirmed");

    public Task<List<Community>> CommunitiesAsync() => Store.ReadAsync(db => db.Communities.ToListAsync());

    public Task UntilAsync(Func<bool> isSo, string what) => Pump.UntilAsync(
        Time, isSo,
        $"{what}; Olga: {Telegram.LastMessageTo(Olga)?.Text}; Ana: {Telegram.LastMessageTo(Ana)?.Text}; " +
        string.Join(" // ", Log.Lines.Where(line => line.Level >= LogLevel.Warning).Select(line => line.Text)));

    /// <summary>Something to buy that opens the club, made by Olga in the chat.</summary>
    public async Task<TelegramMessage> MakeOfferAsync(string title = "Gold")
    {
        var question = await SayAsync(Olga, "/offer_create");
        foreach (var answer in new[] { title, "All of it", "29 USDC", "30 days", "3" })
        {
            Assert.Contains("/stop", question.Text, StringComparison.Ordinal);
            question = await SayAsync(Olga, answer);
        }

        Assert.Contains("Choose what it opens", question.Text, StringComparison.Ordinal);
        return await PressAsync(Olga, question, question.Buttons.First(button => button.Label.StartsWith("Club", StringComparison.Ordinal)).Label);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var service in running.AsEnumerable().Reverse())
        {
            await service.StopAsync(default);
        }

        if (web is not null)
        {
            await web.DisposeAsync();
        }

        await Store.DisposeAsync();
        await Telegram.DisposeAsync();
    }

    private (int Last, int Edited) Shown(string user) => (
        Telegram.LastMessageTo(user)?.Id ?? 0,
        Telegram.Calls.Count(call => call.Method == "editMessageText"));

    private async Task<TelegramMessage> AfterAsync(string user, Action act, string what)
    {
        var before = Telegram.LastMessageTo(user)?.Id ?? 0;
        act();
        await UntilAsync(() => (Telegram.LastMessageTo(user)?.Id ?? 0) > before, what);
        return Telegram.MessagesTo(user).First(message => message.Id > before);
    }

    private static void AddDoor(
        IServiceCollection services, StandInTelegram telegram, TelegramReceive receive, PublicAddress address, LogBook log)
    {
        services.Configure<TelegramOptions>(options =>
        {
            options.Token = telegram.Token;
            options.ApiUrl = telegram.ApiUrl;
            options.Receive = receive;
        });
        services.AddSingleton(address);
        services.AddSingleton<TelegramState>();
        services.AddSingleton(provider => new BotApi(
            new SocketsHttpHandler(), provider.GetRequiredService<IOptions<TelegramOptions>>().Value,
            provider.GetRequiredService<TelegramState>(), provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<BotApi>>()));
        services.AddSingleton<BotSelf>();
        services.AddSingleton<ICommunityViewer, ClubViewer>();
        services.AddLogging(logging => logging.AddProvider(log));
        services.AddTelegramDoor();
    }

    private static async Task<WebApplication> ServeAsync(Func<IServiceProvider> services)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Use((context, next) =>
        {
            context.RequestServices = services();
            return next(context);
        });
        app.UseRouting();
        app.MapTelegramUpdates();
        await app.StartAsync();
        return app;
    }

    private async Task StartAsync(bool isRefused)
    {
        foreach (var service in Store.Services.GetServices<IHostedService>().Where(
            service => service is Polling or WebhookUpkeep))
        {
            await service.StartAsync(default);
            running.Add(service);
        }

        await UntilAsync(
            () => isRefused || (web is null ? Telegram.Updates.IsPolled : Telegram.Updates.WebhookUrl is not null),
            "updates come");
    }

    private async Task MakeMerchantAsync()
    {
        var made = (MerchantOutcome.Made)await Store.InScopeAsync<MakeMerchant, MerchantOutcome>(make =>
            make.HandleAsync(new NewMerchant("Harbor House", "Europe/Berlin"), Actor.System, default));
        await Store.WriteAsync(async db =>
        {
            var merchant = await db.Merchants.SingleAsync(row => row.Id == made.MerchantId);
            merchant.PayoutWallet = FakeChain.Wallet("harbor");
            Code = await Store.Services.GetRequiredService<OneTimeCodes>().IssueAsync(
                db, CodePurpose.BindCommunity, made.MerchantId, null, TimeSpan.FromHours(1), default);
        });
    }
}

/// <summary>Sees every chat, with itself as what is sold and where alerts go.</summary>
internal sealed class ClubViewer : ICommunityViewer
{
    public Platform Platform => Platform.Telegram;

    public Task<CommunityView?> LookAsync(string communityExternalId, CancellationToken cancellationToken) =>
        Task.FromResult<CommunityView?>(new CommunityView(
            "Club", [new ViewedTarget(communityExternalId, "Club")], [new ViewedChannel(communityExternalId, "Club")], []));
}

/// <summary>What the bot wrote for another reason: a notice, a panel.</summary>
internal static class BotWords
{
    extension(StandInTelegram telegram)
    {
        public async Task<TelegramMessage> BotSaysAsync(string chat, string text, params (string Label, string Data)[] buttons)
        {
            using var http = new HttpClient();
            var keyboard = new JsonArray([.. buttons.Select(button => (JsonNode)new JsonArray(
                new JsonObject { ["text"] = button.Label, ["callback_data"] = button.Data }))]);
            using var content = new StringContent(
                new JsonObject
                {
                    ["chat_id"] = long.Parse(chat),
                    ["text"] = text,
                    ["reply_markup"] = new JsonObject { ["inline_keyboard"] = keyboard },
                }.ToJsonString(),
                System.Text.Encoding.UTF8, "application/json");
            using var response = await http.PostAsync($"{telegram.ApiUrl}/bot{telegram.Token}/sendMessage", content);
            response.EnsureSuccessStatusCode();
            return telegram.BotMessages(chat)[^1];
        }
    }
}
