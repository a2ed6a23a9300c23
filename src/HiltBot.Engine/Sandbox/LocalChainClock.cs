using System.Globalization;
using System.Text;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Values;
using Microsoft.Extensions.Options;

namespace HiltBot.Engine.Sandbox;

/// <summary>
/// Sets the clock of the local Solana along with ours (rule 5). It is that server's own control method, not a
/// method of a Solana node; on any other network nobody calls it.
/// </summary>
internal sealed class LocalChainClock(IOptions<SolanaOptions> options) : IChainClock, IDisposable
{
    private readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(10) };

    public async Task SetAsync(DateTimeOffset businessNow, CancellationToken cancellationToken)
    {
        var at = businessNow.Cut().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var call = $$$"""{"jsonrpc":"2.0","id":1,"method":"control_setClock","params":[{"unixTimestamp":{{{at}}}}]}""";
        using var body = new StringContent(call, Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync(options.Value.RpcUrls[0], body, cancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    public void Dispose() => http.Dispose();
}
