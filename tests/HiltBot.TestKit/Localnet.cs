using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace HiltBot.TestKit;

/// <summary>The local Solana (tests/localnet) as a process of its own; it ends when its standard input closes.</summary>
public sealed class Localnet : IAsyncDisposable
{
    public const string Usdc = "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v";

    private readonly Process process;
    private readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(30) };

    private Localnet(Process process, int port)
    {
        this.process = process;
        Url = $"http://127.0.0.1:{port}";
    }

    public string Url { get; }

    public static string Folder => Path.Combine(Repository.Root, "tests", "localnet");

    public static async Task<Localnet> StartAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("node")
        {
            WorkingDirectory = Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in (string[])["server.mjs", .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        var process = Process.Start(start)!;
        process.ErrorDataReceived += (_, line) => Console.Error.WriteLine($"localnet: {line.Data}");
        process.BeginErrorReadLine();
        var ready = await process.StandardOutput.ReadLineAsync()
            ?? throw new InvalidOperationException("The local Solana did not start: npm ci in tests/localnet?");
        return new Localnet(process, JsonNode.Parse(ready)!["port"]!.GetValue<int>());
    }

    /// <summary>Calls a method of RPC or control; a JSON-RPC error is an exception.</summary>
    public async Task<JsonNode?> CallAsync(string method, params object?[] parameters)
    {
        var body = new { jsonrpc = "2.0", id = 1, method, @params = parameters };
        using var answer = await http.PostAsJsonAsync(Url, body);
        var json = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        return json["error"] is { } error
            ? throw new InvalidOperationException($"{method}: {error.ToJsonString()}")
            : json["result"];
    }

    /// <summary>Makes everything that was sent so far final.</summary>
    public Task FinalizeAsync() => CallAsync("control_advanceSlots", new { slots = 32 });

    public async Task<long> ClockAsync() => (await CallAsync("control_state"))!["unixTimestamp"]!.GetValue<long>();

    /// <summary>A buyer's wallet with SOL for fees and USDC to pay with.</summary>
    public async Task FundAsync(string wallet, long usdcMinorUnits, long lamports = 1_000_000_000)
    {
        await CallAsync("control_airdrop", new { address = wallet, lamports = $"{lamports}" });
        await CallAsync("control_setTokenBalance", new { owner = wallet, amount = $"{usdcMinorUnits}" });
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        process.StandardInput.Close();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }

        process.Dispose();
    }
}

/// <summary>The folder that holds HiltBot.sln, found upward from the running test.</summary>
public static class Repository
{
    public static readonly string Root = Find();

    private static string Find()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "HiltBot.sln")))
        {
            folder = Path.GetDirectoryName(folder.TrimEnd('/')) ?? throw new InvalidOperationException("No HiltBot.sln above.");
        }

        return folder;
    }
}
