using HiltBot.Engine.Outbox;
using HiltBot.Engine.Values;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HiltBot.Engine.Webhooks;

/// <param name="Answer">Null when the program stopped meanwhile: the delivery is taken up again.</param>
/// <param name="IsRecorded">False when somebody else had the claim by then.</param>
public sealed record DeliveryResult(WebhookAnswer? Answer, TimeSpan Took, bool IsRecorded)
{
    public bool IsDelivered => Answer is WebhookAnswer.Answered { StatusCode: >= 200 and < 300 };
}

/// <summary>
/// The attempts of this node that are in the air: side by side, outside any transaction, each recorded by
/// itself when it has landed. An endpoint may have a quarter of what is still free, so that however many
/// hang, there is room for one more.
/// </summary>
public sealed partial class DeliveryFlights(
    IServiceScopeFactory scopes, IEnumerable<IWebhookSender> senders, TimeProvider time, Bell bell,
    IOptions<WorkOptions> work, ILogger<DeliveryFlights> logger) : IAsyncDisposable, IDisposable
{
    public const int FlightsMax = 512;

    /// <summary>How long an answer is waited for (contract 8.1).</summary>
    public static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(10);

    private readonly Lock gate = new();
    private readonly CancellationTokenSource stop = new();
    private readonly IWebhookSender? sender = senders.LastOrDefault();
    private readonly Dictionary<EndpointId, int> busy = [];
    private readonly HashSet<Task> inTheAir = [];
    private bool isSomebodyWaiting;
    private bool isClosed;

    /// <summary>How many more may start now, and which endpoints have all that they may have.</summary>
    internal (int Room, IReadOnlyCollection<EndpointId> Full) Look()
    {
        if (sender is null || stop.IsCancellationRequested)
        {
            return (0, []);
        }

        lock (gate)
        {
            if (isClosed)
            {
                return (0, []);
            }

            var free = Math.Max(0, FlightsMax - inTheAir.Count);
            var full = busy.Where(pair => pair.Value >= Math.Max(1, free / 4))
                .Select(pair => pair.Key).ToList();
            isSomebodyWaiting = free == 0 || full.Count > 0;
            return (free, full);
        }
    }

    internal Task<DeliveryResult> StartAsync(DeliveryTask task)
    {
        lock (gate)
        {
            busy[task.EndpointId] = busy.GetValueOrDefault(task.EndpointId) + 1;
            var flight = Task.Run(() => FlyAsync(task), CancellationToken.None);
            inTheAir.Add(flight);
            return LandAsync(task, flight);
        }
    }

    /// <summary>Waits until nothing is in the air.</summary>
    public async Task LandedAsync()
    {
        while (true)
        {
            Task[] flights;
            lock (gate)
            {
                flights = [.. inTheAir];
            }

            if (flights.Length == 0)
            {
                return;
            }

            await Task.WhenAll(flights);
            await Task.Yield();
        }
    }

    /// <summary>The program stops: no sweep starts anything more, and what is in the air lands.</summary>
    public Task FinishAsync(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            isClosed = true;
        }

        return LandedAsync().WaitAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (!stop.IsCancellationRequested)
        {
            await stop.CancelAsync();
            await LandedAsync();
            stop.Dispose();
        }
    }

    public void Dispose()
    {
        stop.Cancel();
        stop.Dispose();
    }

    private async Task<DeliveryResult> LandAsync(DeliveryTask task, Task<DeliveryResult> flight)
    {
        var result = await flight;
        bool ring;
        lock (gate)
        {
            inTheAir.Remove(flight);
            if (--busy[task.EndpointId] == 0)
            {
                busy.Remove(task.EndpointId);
            }

            ring = isSomebodyWaiting;
        }

        if (ring)
        {
            bell.Ring([Sweep.Deliveries]);
        }

        return result;
    }

    private async Task<DeliveryResult> FlyAsync(DeliveryTask task)
    {
        var startedAt = time.Now();
        var start = time.GetTimestamp();
        var answer = await AskAsync(task, startedAt);
        var took = time.GetElapsedTime(start);
        if (answer is null)
        {
            return new DeliveryResult(null, took, IsRecorded: false);
        }

        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var isRecorded = await scope.ServiceProvider.GetRequiredService<RecordDelivery>()
                .HandleAsync(task, answer, startedAt, stop.Token);
            if (!isRecorded)
            {
                Log.ClaimIsLost(logger, task.DeliveryId);
            }

            return new DeliveryResult(answer, took, isRecorded);
        }
#pragma warning disable CA1031 // Whatever breaks here concerns this attempt only: its claim runs out.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            if (!stop.IsCancellationRequested)
            {
                Log.NotRecorded(logger, exception, task.DeliveryId);
            }

            return new DeliveryResult(answer, took, IsRecorded: false);
        }
    }

    /// <returns>Null when the program stops.</returns>
    private async Task<WebhookAnswer?> AskAsync(DeliveryTask task, DateTimeOffset startedAt)
    {
        var claimTime = TimeSpan.FromSeconds(work.Value.ClaimSeconds);
        var answerTime = claimTime / 2 < AnswerTime ? claimTime / 2 : AnswerTime;
        try
        {
            using var timer = new CancellationTokenSource(answerTime, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, stop.Token);
            return await sender!.SendAsync(WebhookSignature.Sign(task, startedAt), either.Token)
                .WaitAsync(either.Token);
        }
        catch (Exception exception) when (stop.IsCancellationRequested &&
            exception is OperationCanceledException or ObjectDisposedException)
        {
            return null;
        }
        catch (OperationCanceledException)
        {
            return new WebhookAnswer.Unreachable($"No answer within {answerTime.TotalSeconds:0} seconds.");
        }
#pragma warning disable CA1031 // Whatever breaks in a sender concerns this attempt only.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.SendingBroke(logger, exception, task.DeliveryId);
            return new WebhookAnswer.Unreachable("The attempt broke on our side.");
        }
    }

    private static partial class Log
    {
        [LoggerMessage(7101, LogLevel.Warning,
            "The claim on webhook delivery {DeliveryId} was taken over before its answer was recorded.")]
        public static partial void ClaimIsLost(ILogger logger, long deliveryId);

        [LoggerMessage(7102, LogLevel.Error,
            "The answer to webhook delivery {DeliveryId} could not be recorded; it will be sent again.")]
        public static partial void NotRecorded(ILogger logger, Exception exception, long deliveryId);

        [LoggerMessage(7103, LogLevel.Error, "Webhook delivery {DeliveryId} could not be sent.")]
        public static partial void SendingBroke(ILogger logger, Exception exception, long deliveryId);
    }
}
