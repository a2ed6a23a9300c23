using HiltBot.TestKit;

namespace HiltBot.Journey.Tests;

/// <summary>A start that must not be ends at once with one sentence that says what to do, and exit code 1.</summary>
public sealed class StartsOrSaysWhyTests
{
    private static string HostAssembly => typeof(HiltHost).Assembly.Location;

    [Fact]
    public async Task A_wrong_setting_ends_the_start_with_its_sentence()
    {
        using var folder = new Folder();
        await SaysAsync(
            "HiltBot:Database:Provider is \"Oracle\": it must be Sqlite or Postgres.",
            new() { ["DataDirectory"] = folder.Path, ["Database:Provider"] = "Oracle" });
    }

    [Fact]
    public async Task A_second_host_on_the_same_file_another_key_and_another_network_are_refused()
    {
        using var folder = new Folder();
        var settings = new Dictionary<string, string> { ["DataDirectory"] = folder.Path };
        await using (var host = HostProcess.Start(HostAssembly, settings))
        {
            await host.ReadyAsync();
            await SaysAsync("Another HiltBot is using", settings);
            Assert.Equal(0, await host.StopAsync());
        }

        await using var chain = await Localnet.StartAsync();
        await SaysAsync(
            "This database belongs to sandbox",
            new(settings) { ["Solana:Network"] = "localnet", ["Solana:RpcUrls:0"] = chain.Url });
        await File.WriteAllTextAsync(System.IO.Path.Combine(folder.Path, "master.key"), Convert.ToBase64String(new byte[32]));
        await SaysAsync("The master key does not open the keys in this database", settings);
    }

    [Fact]
    public async Task A_node_that_does_not_answer_is_named_as_the_cause()
    {
        using var folder = new Folder();
        await SaysAsync(
            "No node of HiltBot:Solana:RpcUrls answers",
            new()
            {
                ["DataDirectory"] = folder.Path,
                ["Solana:Network"] = "localnet",
                ["Solana:RpcUrls:0"] = $"http://127.0.0.1:{HostProcess.FreePort()}",
            });
    }

    private static async Task SaysAsync(string sentence, Dictionary<string, string> settings)
    {
        await using var host = HostProcess.Start(HostAssembly, settings);
        await host.WaitForExitAsync();
        Assert.Equal(1, host.ExitCode);
        Assert.Contains(sentence, host.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", host.Output, StringComparison.Ordinal);
    }

    private sealed class Folder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("hiltbot-start-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
