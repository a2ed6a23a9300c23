using HiltBot.Engine.Outbox;
using HiltBot.Engine.Webhooks;
using HiltBot.Web.Api.Gate;
using HiltBot.Web.Api.Products;

namespace HiltBot;

/// <summary>
/// The last part of a stop, when the doors are closed and the sweeps are done: webhook deliveries that are in the air
/// may land and are recorded, what keys did is written down, and another node may send. What takes longer than a stop may is done again after
/// the start, from its row.
/// </summary>
internal sealed partial class FinishInFlight(
    DeliveryFlights flights, SendingLease sending, IServiceScopeFactory scopes,
    ILogger<FinishInFlight> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        try
        {
            await sending.ReleaseAsync(cancellationToken);
            var landing = flights.FinishAsync(cancellationToken);
            if (!landing.IsCompleted)
            {
                Log.WaitsForDeliveries(logger);
            }

            await landing;
            await using var scope = scopes.CreateAsyncScope();
            var write = scope.ServiceProvider.GetRequiredService<WriteKeyUse>();
            while (await write.HandleAsync(cancellationToken) > 0)
            {
            }

            await scope.ServiceProvider.GetRequiredService<WriteProductOpens>().HandleAsync(cancellationToken);
        }
#pragma warning disable CA1031 // A stop goes on whatever breaks: nothing is lost that stands in rows.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.NotAllFinished(logger, exception.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(9005, LogLevel.Warning, "The stop did not wait for all that was in flight ({Why}).")]
        public static partial void NotAllFinished(ILogger logger, string why);

        [LoggerMessage(9006, LogLevel.Information, "The stop waits for webhook deliveries that are in the air.")]
        public static partial void WaitsForDeliveries(ILogger logger);
    }
}
