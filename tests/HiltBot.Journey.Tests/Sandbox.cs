using HiltBot.TestKit;

namespace HiltBot.Journey.Tests;

/// <summary>
/// The real host as a newcomer starts it, but that every sweep looks by itself only once an hour: what happens in a test
/// happens because a commit woke it.
/// </summary>
internal sealed class Sandbox : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("hiltbot-sandbox-").FullName;
    private readonly Dictionary<string, string> settings;
    private readonly int port = HostProcess.FreePort();

    private Sandbox((string Name, string Value)[] more)
    {
        settings = new Dictionary<string, string> { ["DataDirectory"] = folder, ["Work:SweepSeconds"] = "3600" };
        foreach (var (name, value) in more)
        {
            settings[name] = value;
        }

        Host = Launch();
    }

    public HostProcess Host { get; private set; }

    public string Url => Host.Url;

    public Books Books => new(Store.Sqlite, $"Data Source={Path.Combine(folder, "hiltbot.db")}");

    public static async Task<Sandbox> StartAsync(params (string Name, string Value)[] more)
    {
        var sandbox = new Sandbox(more);
        await sandbox.Host.ReadyAsync();
        return sandbox;
    }

    /// <summary>Starts it again, at its address, after it ended.</summary>
    public async Task StartAgainAsync()
    {
        Assert.True(Host.HasExited);
        await Host.DisposeAsync();
        Host = Launch();
        await Host.ReadyAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private HostProcess Launch() => HostProcess.Start(typeof(HiltHost).Assembly.Location, settings, folder, port);
}
