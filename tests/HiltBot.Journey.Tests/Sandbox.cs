using HiltBot.TestKit;

namespace HiltBot.Journey.Tests;

/// <summary>
/// The real host as a newcomer starts it, but that every sweep looks by itself only once an hour: what happens in a test
/// happens because a commit woke it.
/// </summary>
internal sealed class Sandbox : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("hiltbot-sandbox-").FullName;

    private Sandbox() => Host = HostProcess.Start(
        typeof(HiltHost).Assembly.Location,
        new Dictionary<string, string> { ["DataDirectory"] = folder, ["Work:SweepSeconds"] = "3600" },
        folder);

    public HostProcess Host { get; }

    public string Url => Host.Url;

    public static async Task<Sandbox> StartAsync()
    {
        var sandbox = new Sandbox();
        await sandbox.Host.ReadyAsync();
        return sandbox;
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
