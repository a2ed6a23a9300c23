using System.Diagnostics;
using System.Text.Json;
using HiltBot.Solana.Keys;
using HiltBot.TestKit;

namespace HiltBot.Doors.Tests.Phantom;

/// <summary>The wallet on the phone, played by Node with tweetnacl (tests/localnet/clients/phantom.mjs).</summary>
internal sealed class NodeWallet : IAsyncDisposable
{
    private readonly Process process;
    private readonly KeyPair pair;

    private NodeWallet(Process process, KeyPair pair) => (this.process, this.pair) = (process, pair);

    public string Address => pair.Address.ToString();

    public static NodeWallet Start(byte name = 7)
    {
        var seed = Enumerable.Repeat(name, 32).ToArray();
        var start = new ProcessStartInfo("node")
        {
            WorkingDirectory = Localnet.Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.ArgumentList.Add("clients/phantom.mjs");
        start.ArgumentList.Add(Convert.ToHexStringLower(seed));
        return new NodeWallet(Process.Start(start)!, KeyPair.FromSeed(seed));
    }

    public async Task<JsonElement> AskAsync(object question)
    {
        await process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(question));
        await process.StandardInput.FlushAsync();
        var line = await process.StandardOutput.ReadLineAsync()
            ?? throw new InvalidOperationException("The wallet did not start: npm ci in tests/localnet?");
        var answer = JsonDocument.Parse(line).RootElement;
        return answer.TryGetProperty("error", out var error)
            ? throw new InvalidOperationException(error.GetString())
            : answer;
    }

    /// <summary>Opens a deep link and agrees; where the wallet returns to, and what it brings.</summary>
    public async Task<(string Path, IReadOnlyDictionary<string, string> Brought)> FollowAsync(
        string url, bool refuse = false)
    {
        var answer = await AskAsync(new { op = "follow", url, refuse });
        var redirect = new Uri(answer.GetProperty("redirect").GetString()!);
        var brought = redirect.Query.TrimStart('?').Split('&').Select(part => part.Split('='))
            .ToDictionary(part => part[0], part => Uri.UnescapeDataString(part[1].Replace('+', ' ')));
        return (redirect.AbsolutePath, brought);
    }

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        process.Dispose();
        pair.Dispose();
    }
}
