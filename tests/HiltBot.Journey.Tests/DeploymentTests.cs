using System.Net.Http.Json;
using System.Text.Json.Nodes;
using HiltBot.TestKit;
using Microsoft.Playwright;

namespace HiltBot.Journey.Tests;

/// <summary>
/// A published build, installed by the script, started from another directory as another user, and stopped by SIGTERM while
/// the merchant's software has events in hand and a payment has just reached the ledger.
/// </summary>
public sealed class DeploymentTests(Browser browser)
{
    private const int EventsPerPurchase = 3;
    private const string Waits = "The stop waits for webhook deliveries that are in the air.";

    // TimeoutStopSec of deploy/hiltbot.service: a service manager kills what has not ended by then.
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(40);

    [Fact]
    public async Task A_published_build_is_installed_runs_as_another_user_and_stops_without_losing_work()
    {
        if (Environment.UserName != "root")
        {
            Assert.Skip("Installing needs root.");
        }

        var folder = Directory.CreateTempSubdirectory("hiltbot-deploy-").FullName;
        File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
        try
        {
            var (build, prefix, data) = (Path.Combine(folder, "out"), Path.Combine(folder, "prefix"), Path.Combine(folder, "data"));

            // Analyzers have had their say when the tests were built.
            await Shell.RunAsync(
                "dotnet", "publish", Path.Combine(Repository.Root, "src/HiltBot"), "-c", "Release", "-o", build, "-v", "q",
                "--no-restore", "-p:RunAnalyzers=false");
            await InstallAsync(build, prefix, data);
            await using var receiver = new HookReceiver();
            var books = new Books(Store.Sqlite, $"Data Source={Path.Combine(data, "hiltbot.db")}");
            await using (var host = Start(prefix, data))
            {
                await host.ReadyAsync();
                Assert.Equal("ok", (string)(await host.Http.GetFromJsonAsync<JsonNode>("/health"))!["checks"]!["database"]!["status"]!);
                Assert.Equal("nobody", await OwnerAsync(host.ProcessId));
                await StopInTheMiddleAsync(host, receiver, books);
            }

            await InstallAsync(build, prefix, data);
            Assert.Single(Directory.GetFiles(Path.Combine(data, "backups"), "hiltbot-*.db"));
            await using var again = Start(prefix, data);
            await again.ReadyAsync();
            await Eventually.EqualsAsync(
                2L * EventsPerPurchase,
                () => books.CountAsync("select count(*) from webhook_deliveries where state = 'delivered'"), "events delivered");
            await Eventually.EqualsAsync(
                2L, () => books.CountAsync("select count(*) from seats where shown = 'OPEN'"), "the seats that are open");
            await Eventually.EqualsAsync(
                0L, () => books.CountAsync("select count(*) from notices where state <> 'ACCEPTED'"), "what is left to say");
            Assert.Equal(0, await again.StopAsync().WaitAsync(StopTime));
            await IsDoneOnceAsync(books, receiver);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // Ana has paid, and the software holds her events unanswered; Ben's money is on the ledger since a moment.
    private async Task StopInTheMiddleAsync(HostProcess host, HookReceiver receiver, Books books)
    {
        await using var context = await browser.OpenAsync();
        var chat = await SimulatorVisit.OpenAsync(context, host.Url);
        await Developer.ListenAsync(chat, host, receiver);
        var (ana, ben) = (await AgreeAsync(chat, "Ana"), await AgreeAsync(chat, "Ben"));
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        receiver.BeforeAnswer = _ => held.Task;
        await PressPayAsync(ana);
        await Eventually.EqualsAsync(
            EventsPerPurchase, () => Task.FromResult(receiver.Calls.Count), "the events in the software's hand");
        await PressPayAsync(ben);
        host.Terminate();

        // The doors are closed and nothing begins any more; the program waits for what the software has not answered.
        await Eventually.EqualsAsync(
            true, () => Task.FromResult(host.HasExited || host.Output.Contains(Waits, StringComparison.Ordinal)),
            "whether the stop has come that far");
        Assert.False(host.HasExited, host.Output);
        Assert.True(await IsClosedAsync(host));

        // Ben's events may have left as well before the stop came.
        var inFlight = await books.CountAsync("select count(*) from webhook_deliveries where claim_id is not null");
        Assert.InRange(inFlight, EventsPerPurchase, 2 * EventsPerPurchase);
        receiver.BeforeAnswer = null;
        held.SetResult();
        Assert.Equal(0, await host.StopAsync().WaitAsync(StopTime));

        // What was in flight is finished and written down, and nobody's claim is left to run out.
        Assert.Equal(inFlight, await books.CountAsync(
            "select count(*) from webhook_deliveries where state = 'delivered' and attempts = 1"));
        Assert.Equal(2, await books.CountAsync("select count(*) from play_transactions"));
        foreach (var table in (string[])
                 ["seats", "notices", "payments", "memberships", "receiving_accounts", "webhook_events", "webhook_deliveries"])
        {
            Assert.Equal(0, await books.CountAsync($"select count(*) from {table} where claim_id is not null"));
        }
    }

    private static async Task IsDoneOnceAsync(Books books, HookReceiver receiver)
    {
        Assert.Equal(1, await books.CountAsync("select count(*) from merchants"));
        Assert.Equal(2, await books.CountAsync("select count(*) from payments where status = 'CONFIRMED'"));
        foreach (var table in (string[])["transfers", "receipts", "memberships", "membership_periods", "play_transactions"])
        {
            Assert.Equal(2, await books.CountAsync($"select count(*) from {table}"));
        }

        Assert.Equal(2, await books.CountAsync("select count(*) from access_attempts where action = 'GRANT'"));
        var events = await books.RowsAsync("select id from webhook_events");
        Assert.Equal(2 * EventsPerPurchase, events.Count);
        Assert.Equal(
            events.Select(row => Books.Id(row[0])).Order(), receiver.Calls.Select(call => Guid.Parse(call.EventId)).Order());
        Assert.Equal(2 * EventsPerPurchase, await books.CountAsync(
            "select count(*) from webhook_deliveries where state = 'delivered' and attempts = 1"));
        Assert.Equal(
            await books.CountAsync("select count(*) from notices"),
            await books.CountAsync("select count(*) from sim_messages where notice_id is not null"));
    }

    private static async Task<IPage> AgreeAsync(SimulatorVisit chat, string name)
    {
        await chat.BeAsync(name);
        await chat.AskForPayLinkAsync("Inner circle");
        var page = await chat.OpenPayPageAsync();
        await Checkout.AgreeAsync(page);
        return page;
    }

    // The ledger has it when the form is answered.
    private static Task PressPayAsync(IPage page) => page.RunAndWaitForResponseAsync(
        () => page.GetByRole(AriaRole.Button, new() { Name = "with the sandbox wallet" }).ClickAsync(),
        answer => answer.Status == 303);

    private static async Task<bool> IsClosedAsync(HostProcess host)
    {
        try
        {
            using var answer = await host.Http.GetAsync("/health");
            return false;
        }
        catch (HttpRequestException)
        {
            return true;
        }
    }

    private static HostProcess Start(string prefix, string data) => HostProcess.Start(
        Path.Combine(prefix, "current", "HiltBot.dll"),
        new Dictionary<string, string> { ["DataDirectory"] = data, ["Webhooks:AllowPrivateAddresses"] = "true" }, "/",
        asUser: "nobody");

    private static Task InstallAsync(string build, string prefix, string data) => Shell.RunAsync(
        "bash", Path.Combine(Repository.Root, "deploy/install.sh"), build, "--prefix", prefix, "--data", data, "--user", "nobody",
        "--no-systemd");

    private static async Task<string> OwnerAsync(int processId) =>
        (await Shell.RunAsync("ps", "-o", "user=", "-p", $"{processId}")).Trim();
}
