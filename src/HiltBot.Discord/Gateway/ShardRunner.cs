using Microsoft.Extensions.Logging;

namespace HiltBot.Discord.Gateway;

/// <summary>
/// Waits for the lease of one shard, runs the shard while it is held, and lets go when it is lost: a shard
/// moves to another node when its own dies, and never runs on two.
/// </summary>
internal sealed partial class ShardRunner(
    int number, IShardLease lease, Func<CancellationToken, Task<string?>> runShardAsync, GatewayState state,
    TimeProvider time, ILogger<ShardRunner> logger)
{
    private static readonly TimeSpan RenewTime = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AskTime = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ReleaseTime = TimeSpan.FromSeconds(3);

    private bool isFailing;

    /// <summary>Ends when it is told to, or when Discord does not want this bot any more.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                if (await AskAsync(lease.TryTakeAsync, cancellationToken) && await HoldAsync(cancellationToken))
                {
                    return;
                }

                state.Stand(number, ShardStanding.Elsewhere);
                await Task.Delay(AskTime, time, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
    }

    /// <returns>Whether the shard is not to be run again here.</returns>
    private async Task<bool> HoldAsync(CancellationToken cancellationToken)
    {
        using var holding = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = runShardAsync(holding.Token);
        var renewing = RenewAsync(holding.Token);
        try
        {
            await Task.WhenAny(running, renewing);
            await holding.CancelAsync();
            return await running is not null;
        }
        finally
        {
            await holding.CancelAsync();
            await renewing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await ReleaseAsync();
        }
    }

    // Ends when the lease is lost. While the database is away the shard goes on as long as nobody else can
    // have it.
    private async Task RenewAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(RenewTime, time, cancellationToken);
            if (!await AskAsync(lease.RenewAsync, cancellationToken) && (!isFailing || !lease.IsHeld(number)))
            {
                Log.Lost(logger, number);
                return;
            }
        }
    }

    private async Task<bool> AskAsync(
        Func<int, CancellationToken, Task<bool>> askAsync, CancellationToken cancellationToken)
    {
        try
        {
            var isOurs = await askAsync(number, cancellationToken);
            if (isFailing)
            {
                isFailing = false;
                Log.Answers(logger, number);
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
            if (!isFailing)
            {
                isFailing = true;
                Log.Fails(logger, number, exception);
            }

            return false;
        }
    }

    private async Task ReleaseAsync()
    {
        using var patience = new CancellationTokenSource(ReleaseTime, TimeProvider.System);
        try
        {
            await lease.ReleaseAsync(number, patience.Token);
        }
#pragma warning disable CA1031 // It runs out by itself.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.NotReleased(logger, number, exception.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(11220, LogLevel.Information, "Shard {Shard} is another node's now.")]
        public static partial void Lost(ILogger logger, int shard);

        [LoggerMessage(11221, LogLevel.Error, "Who runs shard {Shard} cannot be asked; it is asked again.")]
        public static partial void Fails(ILogger logger, int shard, Exception exception);

        [LoggerMessage(11222, LogLevel.Information, "Who runs shard {Shard} can be asked again.")]
        public static partial void Answers(ILogger logger, int shard);

        [LoggerMessage(11223, LogLevel.Debug, "The lease of shard {Shard} was not given back ({Why}).")]
        public static partial void NotReleased(ILogger logger, int shard, string why);
    }
}
