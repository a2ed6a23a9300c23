using HiltBot.Discord.Gateway;
using HiltBot.Engine.Outbox;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HiltBot.Discord.Door;

/// <summary>
/// Has the commands registered at the start, by the node that makes the bot's calls; tried again until it
/// succeeded once.
/// </summary>
internal sealed partial class RegisterCommands(
    CommandBook book, Func<bool> maySend, GatewayState state, TimeProvider time, ILogger<RegisterCommands> logger)
    : BackgroundService
{
    private static readonly TimeSpan AskTime = TimeSpan.FromSeconds(1);

    public RegisterCommands(
        CommandBook book, SendingLease lease, GatewayState state, TimeProvider time, ILogger<RegisterCommands> logger)
        : this(book, () => lease.IsHeld, state, time, logger)
    {
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            var failures = 0;
            while (true)
            {
                // A token that Discord does not take would only be refused again.
                while (!maySend() || state.Problem is not null)
                {
                    await Task.Delay(AskTime, time, stoppingToken);
                }

                if (await book.WriteAsync(stoppingToken) is not CommandsWritten.Failed failed)
                {
                    Log.Registered(logger);
                    return;
                }

                if (failures++ == 0)
                {
                    Log.Fails(logger, failed.Why);
                }

                await Task.Delay(Backoff.After(failures), time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    private static partial class Log
    {
        [LoggerMessage(11330, LogLevel.Warning,
            "The commands could not be registered with Discord ({Why}); it is tried again.")]
        public static partial void Fails(ILogger logger, string why);

        [LoggerMessage(11331, LogLevel.Information, "The commands are registered with Discord.")]
        public static partial void Registered(ILogger logger);
    }
}
