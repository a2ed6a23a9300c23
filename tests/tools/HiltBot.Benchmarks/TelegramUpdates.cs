using System.Collections.Concurrent;
using HiltBot.Engine.Values;
using HiltBot.Telegram;
using HiltBot.Telegram.Api;
using HiltBot.TestKit.Telegram;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HiltBot.Benchmarks;

/// <summary>
/// From a message that somebody sends to the bot to the bot's answer in the chat, by long polling, with the database in use.
/// Telegram lets a bot send 30 messages a second; what is measured is the bot, so both sides' limits are lifted. The stand-in
/// that asks and counts runs in the same process, on the same cores.
/// </summary>
internal static class TelegramUpdates
{
    private const int People = 600;
    private const int MessagesPerSecond = 100_000;
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(10);

    public static async Task RunAsync(string provider)
    {
        await using var telegram = await StandInTelegram.StartAsync();
        telegram.Limits.AreOn = false;
        var club = telegram.AddSupergroup("Harbor House", telegram.AddUser("Robin"));
        var people = Enumerable.Range(0, People).Select(number => telegram.AddUser($"Guest {number}")).ToList();
        var sentAt = new ConcurrentDictionary<string, ConcurrentQueue<long>>();
        var waits = new ConcurrentBag<TimeSpan>();
        telegram.OnApplied = call =>
        {
            if (call.Method == "sendMessage" && call["chat_id"] is { } chat && sentAt.TryGetValue(chat, out var asked) &&
                asked.TryDequeue(out var at))
            {
                waits.Add(TimeProvider.System.GetElapsedTime(at));
            }

            return Task.CompletedTask;
        };
        await using var host = await BenchHost.StartAsync(
            provider, telegram.Settings,
            services => services.AddSingleton(given => new BotApi(
                new SocketsHttpHandler(), given.GetRequiredService<IOptions<TelegramOptions>>().Value,
                given.GetRequiredService<TelegramState>(), TimeProvider.System,
                given.GetRequiredService<ILogger<BotApi>>(), MessagesPerSecond)));
        await host.BindAsync(Platform.Telegram, club);
        await AskAsync(telegram, people, sentAt, waits, perSecond: 100);
        var calm = await AskAsync(telegram, people, sentAt, waits, perSecond: 20);
        var busy = await AskAsync(telegram, people, sentAt, waits, perSecond: 200);
        BenchHost.Print(provider, "update to answer", calm, busy);
    }

    /// <summary>So many people a second say <c>/status</c> and <c>/join</c>, whether the ones before were answered or not.</summary>
    private static async Task<IReadOnlyList<TimeSpan>> AskAsync(
        StandInTelegram telegram, IReadOnlyList<string> people, ConcurrentDictionary<string, ConcurrentQueue<long>> sentAt,
        ConcurrentBag<TimeSpan> waits, int perSecond)
    {
        waits.Clear();
        var asked = 0;
        using var tick = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / perSecond));
        var total = (int)(perSecond * Length.TotalSeconds);
        while (asked < total && await tick.WaitForNextTickAsync())
        {
            var person = people[asked % people.Count];
            sentAt.GetOrAdd(person, _ => new()).Enqueue(TimeProvider.System.GetTimestamp());
            telegram.Say(person, asked % 2 == 0 ? "/status" : "/join");
            asked++;
        }

        await telegram.UntilAsync(() => waits.Count >= total, "everybody is answered");
        return [.. waits.Order()];
    }
}
