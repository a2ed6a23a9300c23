using HiltBot.Solana.Keys;
using HiltBot.Solana.Rpc;
using HiltBot.Solana.Rpc.Socket;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HiltBot.Engine.Payments;

/// <summary>
/// The optional socket (<c>HiltBot:Solana:WebSocketUrl</c>). It only makes accounts due now; a payment does not
/// notice when it is lost.
/// </summary>
public sealed partial class ChainSocket
{
    private readonly IServiceScopeFactory scopes;
    private readonly ILogger<ChainSocket> logger;
    private readonly LogSocket? socket;
    private readonly int countMax;
    private IReadOnlyList<string> wanted = [];

    public ChainSocket(
        IOptions<SolanaOptions> options, IServiceScopeFactory scopes, TimeProvider time, ILogger<ChainSocket> logger)
    {
        this.scopes = scopes;
        this.logger = logger;
        if (options.Value is { WebSocketUrl: { } url, RpcUrls.Count: > 0 })
        {
            var settings = new LogSocketOptions
            {
                Url = url,
                Commitment = options.Value.Commitment == "confirmed" ? Commitment.Confirmed : Commitment.Finalized,
            };
            countMax = settings.SubscriptionsMax;
            socket = new LogSocket(settings, time, Random.Shared) { News = Tell };
        }
    }

    /// <summary>False when none is configured.</summary>
    public bool IsOn => socket is not null;

    /// <summary>How it is, in words; the address is not told.</summary>
    public string Words => socket?.State switch
    {
        null => "None is configured.",
        { IsConnected: true } state => $"Connected, {state.Subscriptions} accounts.",
        var state => $"Not connected since {state.Since:O}: {state.Why} Reading alone is enough.",
    };

    /// <summary>Listens until it is told to stop.</summary>
    public Task RunAsync(CancellationToken cancellationToken) =>
        socket?.RunAsync(WantedAsync, HearAsync, cancellationToken) ?? Task.CompletedTask;

    private async Task<IReadOnlyList<Address>> WantedAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            wanted = await scope.ServiceProvider.GetRequiredService<HearHints>().WantedAsync(countMax, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // The database is down, which others say: what was wanted last is still good for a hint.
            Log.HintIsLost(logger, exception);
        }

        return [.. wanted.Select(Address.Parse)];
    }

    // After a connection everything is looked at once: what happened meanwhile is not told again.
    private async Task HearAsync(Address? mentioned, CancellationToken cancellationToken)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var hints = scope.ServiceProvider.GetRequiredService<HearHints>();
            var accounts = mentioned is { } one
                ? [one.ToString()]
                : await hints.WantedAsync(countMax, cancellationToken);
            await hints.HurryAsync(accounts, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            Log.HintIsLost(logger, exception);
        }
    }

    private void Tell(SocketState state)
    {
        if (state.IsConnected)
        {
            Log.IsConnected(logger);
        }
        else
        {
            Log.IsLost(logger, state.Why ?? string.Empty);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(4104, LogLevel.Information, "The socket of HiltBot:Solana:WebSocketUrl is connected.")]
        public static partial void IsConnected(ILogger logger);

        [LoggerMessage(4105, LogLevel.Information, "The socket of HiltBot:Solana:WebSocketUrl is lost and tried again: {Why} Reading goes on.")]
        public static partial void IsLost(ILogger logger, string why);

        [LoggerMessage(4106, LogLevel.Debug, "A hint of the socket was lost; the account is read in its turn.")]
        public static partial void HintIsLost(ILogger logger, Exception exception);
    }
}
