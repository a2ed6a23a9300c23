using System.Net.Http.Json;
using System.Text.Json.Nodes;
using HiltBot.Telegram.Updates;
using HiltBot.TestKit.Telegram;
using Microsoft.Extensions.DependencyInjection;

namespace HiltBot.Doors.Tests.Telegram;

/// <summary>Long polling: nothing is lost, nobody waits for somebody else, and one node hears.</summary>
public sealed class UpdatesPollingTests
{
    [Fact]
    public async Task What_was_not_acted_on_yet_is_not_confirmed()
    {
        await using var scene = await UpdatesScene.OpenAsync();
        var node = scene.AddNode();
        node.Handler.Holds = text => text == "slow";
        await node.StartAsync();
        var (ana, ben) = (scene.Telegram.AddUser("Ana"), scene.Telegram.AddUser("Ben"));

        scene.Telegram.Say(ana, "slow");
        scene.Telegram.Say(ben, "quick");
        await scene.UntilAsync(() => node.Handler.Done.Contains("quick"), "the other one is done");
        scene.Telegram.Say(ben, "later");
        await scene.UntilAsync(() => node.Handler.Done.Contains("later"), "a later one is done");
        Assert.Equal(3, scene.Telegram.Updates.Pending);

        node.Handler.Release();
        await scene.UntilAsync(() => scene.Telegram.Updates.Pending == 0, "all is confirmed");
        Assert.Equal(["later", "quick", "slow"], node.Handler.Done.Order());
    }

    [Fact]
    public async Task What_a_node_has_not_done_the_next_one_does_and_what_it_did_is_not_heard_again_after_a_stop()
    {
        await using var scene = await UpdatesScene.OpenAsync();
        var (one, two) = (scene.AddNode("one"), scene.AddNode("two"));
        one.Handler.Holds = text => text == "stuck";
        await one.StartAsync();
        await two.BeginAsync();
        var (ana, ben) = (scene.Telegram.AddUser("Ana"), scene.Telegram.AddUser("Ben"));
        scene.Telegram.Say(ben, "before");
        await scene.UntilAsync(() => scene.Telegram.Updates.Pending == 0, "it is confirmed");
        scene.Telegram.Say(ana, "stuck");
        await scene.UntilAsync(() => one.Handler.Begun.Contains("stuck"), "it hangs");

        scene.Lease.Give("two");
        await scene.UntilAsync(() => two.Handler.Done.Contains("stuck"), "the other node does it");
        scene.Telegram.Say(ben, "after");
        await scene.UntilAsync(() => two.Handler.Done.Contains("after"), "the other node goes on");
        Assert.DoesNotContain("after", one.Handler.Begun);

        await two.StopAsync();
        Assert.Equal(0, scene.Telegram.Updates.Pending);
        Assert.Null(scene.Lease.Holder);
        Assert.Equal(["stuck", "after"], two.Handler.Done);
    }

    [Fact]
    public async Task Of_two_nodes_one_polls()
    {
        await using var scene = await UpdatesScene.OpenAsync();
        var (one, two) = (scene.AddNode("one"), scene.AddNode("two"));
        await one.StartAsync();
        await two.BeginAsync();
        var ana = scene.Telegram.AddUser("Ana");
        for (var number = 0; number < 20; number++)
        {
            scene.Telegram.Say(ana, $"{number}");
            await scene.UntilAsync(() => one.Handler.Done.Count + two.Handler.Done.Count > number, "it is heard");
        }

        Assert.Equal(Enumerable.Range(0, 20).Select(number => $"{number}"), one.Handler.Done);
        Assert.Empty(two.Handler.Begun);
        Assert.Equal(0, scene.Telegram.Updates.Conflicts);
    }

    [Fact]
    public async Task One_persons_updates_are_taken_in_order_and_hold_up_nobody_else()
    {
        await using var scene = await UpdatesScene.OpenAsync();
        var node = scene.AddNode();
        node.Handler.Holds = text => text == "a1";
        await node.StartAsync();
        var (ana, ben) = (scene.Telegram.AddUser("Ana"), scene.Telegram.AddUser("Ben"));
        foreach (var (who, text) in new[] { (ana, "a1"), (ana, "a2"), (ben, "b1"), (ana, "a3"), (ben, "b2") })
        {
            scene.Telegram.Say(who, text);
        }

        await scene.UntilAsync(() => node.Handler.Done.Count == 2, "Ben's are done");
        Assert.Equal(["b1", "b2"], node.Handler.Done);
        node.Handler.Release();
        await scene.UntilAsync(() => node.Handler.Done.Count == 5, "all are done");
        Assert.Equal(["b1", "b2", "a1", "a2", "a3"], node.Handler.Done);
    }

    [Fact]
    public async Task A_flood_by_one_person_is_cut_and_they_are_told_once()
    {
        await using var scene = await UpdatesScene.OpenAsync();
        var node = scene.AddNode();
        var (mallory, ana) = (scene.Telegram.AddUser("Mallory"), scene.Telegram.AddUser("Ana"));
        for (var number = 0; number < 1000; number++)
        {
            scene.Telegram.Say(mallory, "flood");
        }

        scene.Telegram.Say(ana, "please");
        await node.StartAsync();
        await scene.UntilAsync(() => node.Handler.Done.Contains("please"), "Ana is heard");
        await scene.UntilAsync(() => scene.Telegram.Updates.Pending == 0, "all is confirmed");

        Assert.InRange(node.Handler.Done.Count(text => text == "flood"), PersonPace.AtOnceMax, 300);
        Assert.Contains(("flood", UpdateTrouble.TooMany), node.Handler.Told);
        Assert.InRange(node.Handler.Told.Count, 1, 3);
        Assert.DoesNotContain(node.Handler.Told, told => told.Text == "please");
    }

    [Fact]
    public async Task A_bad_update_is_tried_again_then_put_aside_and_the_others_go_on()
    {
        await using var scene = await UpdatesScene.OpenAsync();
        var node = scene.AddNode();
        node.Handler.Fails = text => text == "bad";
        await node.StartAsync();
        var ana = scene.Telegram.AddUser("Ana");
        scene.Telegram.Say(ana, "bad");
        scene.Telegram.Say(ana, "good");

        await scene.UntilAsync(() => node.Handler.Done.Contains("good"), "the next one is done");
        Assert.Equal(UpdateTurns.TriesMax, node.Handler.Begun.Count(text => text == "bad"));
        Assert.Equal(1, scene.CountLog(12201));
        Assert.Equal([("bad", UpdateTrouble.PutAside)], node.Handler.Told);
        await scene.UntilAsync(() => scene.Telegram.Updates.Pending == 0, "it does not come again");
    }

    [Fact]
    public async Task While_the_database_is_away_nothing_is_put_aside()
    {
        await using var scene = await UpdatesScene.OpenAsync();
        await using var nothing = new ServiceCollection().BuildServiceProvider();
        var node = scene.AddNode(scopes: nothing.GetRequiredService<IServiceScopeFactory>());
        var isAway = true;
        node.Handler.Fails = _ => Volatile.Read(ref isAway);
        await node.StartAsync();
        scene.Telegram.Say(scene.Telegram.AddUser("Ana"), "hello");

        await scene.UntilAsync(() => node.Handler.Begun.Count > UpdateTurns.TriesMax + 2, "it is tried again and again");
        Volatile.Write(ref isAway, false);
        await scene.UntilAsync(() => node.Handler.Done.Count == 1, "it is done");
        Assert.Equal(0, scene.CountLog(12201));
    }

    [Fact]
    public async Task Another_poller_is_explained_once_and_a_webhook_of_before_is_deleted()
    {
        await using var scene = await UpdatesScene.OpenAsync();
        using var http = new HttpClient();
        using var set = await http.PostAsJsonAsync(
            $"{scene.Telegram.ApiUrl}/bot{scene.Telegram.Token}/setWebhook", new { url = "https://old.example/hook" });
        Assert.NotNull(scene.Telegram.Updates.WebhookUrl);

        var node = scene.AddNode();
        await node.StartAsync();
        Assert.Null(scene.Telegram.Updates.WebhookUrl);

        scene.Telegram.Faults.Next("getUpdates", new TelegramFault.Refuse(
            409, "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"), 4);
        var ana = scene.Telegram.AddUser("Ana");
        scene.Telegram.Say(ana, "one");
        await scene.UntilAsync(() => node.State.Problem is not null, "health says so");
        Assert.Equal(UpdateWords.Conflict, node.State.Problem);
        scene.Telegram.Say(ana, "two");
        await scene.UntilAsync(() => node.Handler.Done.Count == 2, "it is heard again");
        Assert.Equal(1, scene.CountLog(12220));
        Assert.Equal(1, scene.CountLog(12222));
        Assert.Null(node.State.Problem);
    }

    [Fact]
    public async Task A_connection_that_breaks_loses_nothing_and_is_mended()
    {
        await using var scene = await UpdatesScene.OpenAsync();
        var node = scene.AddNode();
        await node.StartAsync();
        scene.Telegram.Faults.Next("getUpdates", new TelegramFault.DropBefore(), 5);
        scene.Telegram.Faults.Next("getUpdates", new TelegramFault.Garbage(), 3);
        scene.Telegram.Faults.Next("getUpdates", new TelegramFault.ServerError(), 5);
        var ana = scene.Telegram.AddUser("Ana");
        for (var number = 0; number < 10; number++)
        {
            scene.Telegram.Say(ana, $"{number}");
        }

        await scene.UntilAsync(() => node.Handler.Done.Count >= 10, "all are heard");
        Assert.Equal(Enumerable.Range(0, 10).Select(number => $"{number}"), node.Handler.Done);
        await scene.UntilAsync(() => scene.Telegram.Updates.Pending == 0, "all is confirmed");
    }

    [Fact]
    public async Task Only_the_kinds_that_somebody_acts_on_are_asked_for_and_rubbish_is_passed_over()
    {
        await using var scene = await UpdatesScene.OpenAsync();
        var node = scene.AddNode();
        await node.StartAsync();
        Assert.Equal(["chat_member", "message"], scene.Telegram.Updates.Allowed!.Order());

        scene.Telegram.Updates.Push("no_such_kind", new JsonObject { ["x"] = 1 });
        scene.Telegram.Updates.Push("message", []);
        scene.Telegram.Updates.Push("chat_member", new JsonObject { ["new_chat_member"] = "text", ["chat"] = 5 });
        scene.Telegram.Say(scene.Telegram.AddUser("Ana"), "hello");
        await scene.UntilAsync(() => node.Handler.Done.Contains("hello"), "the good one is heard");
        await scene.UntilAsync(() => scene.Telegram.Updates.Pending == 0, "all is confirmed");
    }
}
