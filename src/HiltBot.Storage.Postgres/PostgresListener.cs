using HiltBot.Engine.Outbox;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace HiltBot.Storage.Postgres;

/// <summary>
/// Hears what other nodes committed and rings this node's bell. It only makes things faster: while it is away, sweeps
/// still look by themselves.
/// </summary>
internal sealed partial class PostgresListener(
    string connectionString, Bell bell, TimeProvider time, ILogger<PostgresListener> logger) : BackgroundService
{
    private static readonly TimeSpan RetryTime = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var isDown = false;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(
                    () =>
                    {
                        if (isDown)
                        {
                            Log.IsBack(logger);
                        }

                        isDown = false;
                    },
                    stoppingToken);
            }
            catch (Exception exception) when (exception is NpgsqlException or IOException)
            {
                if (!isDown)
                {
                    Log.IsDown(logger, exception.Message);
                }

                isDown = true;
                await Task.Delay(RetryTime, time, stoppingToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task ListenAsync(Action connected, CancellationToken stoppingToken)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString) { KeepAlive = 30, Pooling = false };
        await using var connection = new NpgsqlConnection(settings.ToString());
        connection.Notification += (_, notice) => bell.Ring(Read(notice.Payload));
        await connection.OpenAsync(stoppingToken);
        await using (var listen = new NpgsqlCommand($"listen {PostgresDialect.Channel}", connection))
        {
            await listen.ExecuteNonQueryAsync(stoppingToken);
        }

        connected();
        bell.RingAll();
        while (true)
        {
            await connection.WaitAsync(stoppingToken);
        }
    }

    private static IEnumerable<Sweep> Read(string payload)
    {
        foreach (var name in payload.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            if (Enum.TryParse<Sweep>(name, out var sweep))
            {
                yield return sweep;
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1101, LogLevel.Warning, "Not listening for other nodes' work ({Cause}); looking every few seconds instead.")]
        public static partial void IsDown(ILogger logger, string cause);

        [LoggerMessage(1102, LogLevel.Information, "Listening for other nodes' work again.")]
        public static partial void IsBack(ILogger logger);
    }
}
