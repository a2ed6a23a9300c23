using HiltBot.Engine.Outbox;
using Microsoft.Extensions.Logging;

namespace HiltBot.Telegram.Updates;

/// <summary>
/// Does something as long as this node holds the lease, stops it at once when the lease is lost, and lets go at the end: it
/// moves to another node when this one dies, and never runs on two.
/// </summary>
internal sealed partial class WhileLeased(IUpdatesLease lease, TimeProvider time, ILogger<WhileLeased> logger)
{
    private static readonly TimeSpan AskTime = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ReleaseTime = TimeSpan.FromSeconds(3);

    private readonly ToldOnce asking = new();

    public async Task RunAsync(Func<CancellationToken, Task> doAsync, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                if (await AskAsync(cancellationToken) == true)
                {
                    await HoldAsync(doAsync, cancellationToken);
                }

                await Task.Delay(AskTime, time, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
    }

    private async Task HoldAsync(Func<CancellationToken, Task> doAsync, CancellationToken cancellationToken)
    {
        Log.Taken(logger);
        using var holding = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var doing = doAsync(holding.Token);
        var renewing = RenewAsync(holding.Token);
        await Task.WhenAny(doing, renewing);
        await holding.CancelAsync();
        await renewing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await doing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await ReleaseAsync();
        if (doing.IsFaulted)
        {
            Log.Broken(logger, doing.Exception.GetBaseException());
        }
    }

    // Ends when the lease is lost. While the database is away it goes on as long as nobody else can have it.
    private async Task RenewAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(Leases.HoldInterval, time, cancellationToken);
            var isOurs = await AskAsync(cancellationToken);
            if (isOurs == false || (isOurs is null && !lease.IsHeld))
            {
                Log.Lost(logger);
                return;
            }
        }
    }

    // Null: it cannot be known.
    private async Task<bool?> AskAsync(CancellationToken cancellationToken)
    {
        try
        {
            var isOurs = await lease.HoldAsync(cancellationToken);
            if (asking.Works())
            {
                Log.Answers(logger);
            }

            return isOurs;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
#pragma warning disable CA1031 // Whatever is wrong with the database: it is asked again.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            if (asking.Fails())
            {
                Log.Fails(logger, exception);
            }

            return null;
        }
    }

    private async Task ReleaseAsync()
    {
        using var patience = new CancellationTokenSource(ReleaseTime, TimeProvider.System);
        try
        {
            await lease.ReleaseAsync(patience.Token);
        }
#pragma warning disable CA1031 // It runs out by itself.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.NotReleased(logger, exception.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(12210, LogLevel.Information, "This node hears Telegram now.")]
        public static partial void Taken(ILogger logger);

        [LoggerMessage(12211, LogLevel.Information, "Another node hears Telegram now.")]
        public static partial void Lost(ILogger logger);

        [LoggerMessage(12212, LogLevel.Error, "Which node hears Telegram cannot be asked; it is asked again.")]
        public static partial void Fails(ILogger logger, Exception exception);

        [LoggerMessage(12213, LogLevel.Information, "Which node hears Telegram can be asked again.")]
        public static partial void Answers(ILogger logger);

        [LoggerMessage(12214, LogLevel.Debug, "The lease of hearing Telegram was not given back ({Why}).")]
        public static partial void NotReleased(ILogger logger, string why);

        [LoggerMessage(12215, LogLevel.Error, "Hearing Telegram broke off; it begins again.")]
        public static partial void Broken(ILogger logger, Exception exception);
    }
}
