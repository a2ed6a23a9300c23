using HiltBot.Engine.Outbox;
using HiltBot.Telegram.Updates;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HiltBot.Telegram.Door;

/// <summary>
/// Has the commands registered at the start, by the node that makes the bot's calls; tried again until it succeeded once.
/// Afterwards it looks from time to time who is new on the staff.
/// </summary>
internal sealed partial class RegisterCommands(
    CommandBook book, Func<bool> maySend, IOptions<TelegramOptions> options, TimeProvider time,
    ILogger<RegisterCommands> logger) : BackgroundService
{
    private static readonly TimeSpan AskTime = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan StaffTime = TimeSpan.FromMinutes(10);

    private readonly ToldOnce writes = new();

    public RegisterCommands(
        CommandBook book, SendingLease lease, IOptions<TelegramOptions> options, TimeProvider time,
        ILogger<RegisterCommands> logger)
        : this(book, () => lease.IsHeld, options, time, logger)
    {
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.Token is not { Length: > 0 })
        {
            return;
        }

        try
        {
            await RegisterAsync(stoppingToken);
            await FollowStaffAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    private async Task RegisterAsync(CancellationToken cancellationToken)
    {
        for (var failures = 1; ; failures++)
        {
            while (!maySend())
            {
                await Task.Delay(AskTime, time, cancellationToken);
            }

            if (await book.WriteAsync(cancellationToken) is not CommandsWritten.Failed failed)
            {
                Log.Registered(logger);
                return;
            }

            if (writes.Fails())
            {
                Log.Fails(logger, failed.Why);
            }

            await Task.Delay(Backoff.After(failures), time, cancellationToken);
        }
    }

    private async Task FollowStaffAsync(CancellationToken cancellationToken)
    {
        var known = new HashSet<string>(StringComparer.Ordinal);
        while (true)
        {
            if (maySend())
            {
                try
                {
                    var staff = await book.StaffAsync(cancellationToken);
                    await book.WriteForStaffAsync(staff.Where(known.Add), cancellationToken);
                }
#pragma warning disable CA1031 // Without it the commands can still be typed.
                catch (Exception exception) when (exception is not OperationCanceledException)
#pragma warning restore CA1031
                {
                    Log.NoStaff(logger, exception.GetType().Name);
                }
            }

            await Task.Delay(StaffTime, time, cancellationToken);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(12310, LogLevel.Warning,
            "The commands could not be registered with Telegram ({Why}); it is tried again.")]
        public static partial void Fails(ILogger logger, string why);

        [LoggerMessage(12311, LogLevel.Information, "The commands are registered with Telegram.")]
        public static partial void Registered(ILogger logger);

        [LoggerMessage(12312, LogLevel.Debug, "Who is on the staff could not be read ({Why}).")]
        public static partial void NoStaff(ILogger logger, string why);
    }
}
