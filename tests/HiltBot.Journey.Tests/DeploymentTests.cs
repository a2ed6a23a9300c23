using System.Net.Http.Json;
using System.Text.Json.Nodes;
using HiltBot.TestKit;

namespace HiltBot.Journey.Tests;

/// <summary>A published build, installed by the script, started from another directory as another user, stopped by SIGTERM.</summary>
public sealed class DeploymentTests
{
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
            await using (var host = Start(prefix, data))
            {
                await host.ReadyAsync();
                Assert.Equal("ok", (string)(await host.Http.GetFromJsonAsync<JsonNode>("/health"))!["checks"]!["database"]!["status"]!);
                Assert.True((await host.Http.GetAsync("/simulator")).IsSuccessStatusCode);
                Assert.Equal("nobody", await OwnerAsync(host.ProcessId));
                Assert.Equal(0, await host.StopAsync());
            }

            var books = new Books(Store.Sqlite, $"Data Source={Path.Combine(data, "hiltbot.db")}");
            Assert.Equal(0, await books.CountAsync("select count(*) from seats where claim_id is not null"));
            Assert.Equal(1, await books.CountAsync("select count(*) from merchants"));
            await InstallAsync(build, prefix, data);
            Assert.Single(Directory.GetFiles(Path.Combine(data, "backups"), "hiltbot-*.db"));
            await using var again = Start(prefix, data);
            await again.ReadyAsync();
            Assert.Equal(0, await again.StopAsync());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static HostProcess Start(string prefix, string data) => HostProcess.Start(
        Path.Combine(prefix, "current", "HiltBot.dll"), new Dictionary<string, string> { ["DataDirectory"] = data }, "/",
        asUser: "nobody");

    private static Task InstallAsync(string build, string prefix, string data) => Shell.RunAsync(
        "bash", Path.Combine(Repository.Root, "deploy/install.sh"), build, "--prefix", prefix, "--data", data, "--user", "nobody",
        "--no-systemd");

    private static async Task<string> OwnerAsync(int processId) =>
        (await Shell.RunAsync("ps", "-o", "user=", "-p", $"{processId}")).Trim();
}
