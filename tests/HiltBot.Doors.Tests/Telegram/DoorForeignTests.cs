using HiltBot.Doors.Tests.Discord;
using HiltBot.Engine.Checkouts;
using HiltBot.Engine.Merchants;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.Telegram;
using HiltBot.Telegram.Updates;
using HiltBot.TestKit;
using HiltBot.TestKit.Telegram;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace HiltBot.Doors.Tests.Telegram;

/// <summary>The door against a Bot API that others wrote: what our stand-in and our client agree on could both be wrong.</summary>
public sealed class DoorForeignTests
{
    [Fact]
    public async Task Commands_buttons_and_forms_work_against_a_server_from_outside()
    {
        await using var foreign = await ForeignTelegram.StartAsync();
        var log = new LogBook();
        await using var store = await Store.CreateAsync(
            Store.Sqlite,
            more: services => TelegramScene.AddDoor(
                services, foreign.Token, foreign.ApiUrl, TelegramReceive.Polling, PublicAddress.Local, log));
        await BindAsync(store);
        var polling = store.Services.GetServices<IHostedService>().OfType<Polling>().Single();
        using var stop = new CancellationTokenSource();
        var moving = MoveAsync(store.Time, stop.Token);
        await polling.StartAsync(default);

        var ana = new ForeignPerson(6_000_000_001, "Ana", "ana");
        await foreign.CommandAsync(ana, "/start");
        var hello = await foreign.NextMessageAsync(ana, containing: "Harbor House");
        await foreign.PressAsync(ana, hello, "See the offers");
        var offers = await foreign.NextMessageAsync(ana, hello.Id);
        await foreign.CommandAsync(ana, "/support");
        var question = await foreign.NextMessageAsync(ana, offers.Id, "What is it about?");
        Assert.NotNull(question.Json["reply_markup"]?["force_reply"]);
        await foreign.SayAsync(ana, "The <link> & more");
        await foreign.NextMessageAsync(ana, question.Id, "(2 of 2)");
        await foreign.CommandAsync(ana, "/stop");
        await foreign.NextMessageAsync(ana, question.Id, "forgotten");

        await polling.StopAsync(default);
        await stop.CancelAsync();
        await moving;
    }

    private static async Task MoveAsync(ManualTime time, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, CancellationToken.None);
        }
    }

    private static async Task BindAsync(Store store)
    {
        var made = (MerchantOutcome.Made)await store.InScopeAsync<MakeMerchant, MerchantOutcome>(make =>
            make.HandleAsync(new NewMerchant("Harbor House", "Europe/Berlin"), Actor.System, default));
        var code = string.Empty;
        await store.WriteAsync(async db => code = await store.Services.GetRequiredService<OneTimeCodes>().IssueAsync(
            db, CodePurpose.BindCommunity, made.MerchantId, null, TimeSpan.FromHours(1), default));
        Assert.IsType<BindOutcome.Bound>(await store.InScopeAsync<BindCommunity, BindOutcome>(bind => bind.HandleAsync(
            new BindRequest(
                Platform.Telegram, "-1001", "Club", code, new StaffAccount(Platform.Telegram, "5", "Olga"), true), default)));
    }
}
