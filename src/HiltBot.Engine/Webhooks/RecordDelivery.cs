using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace HiltBot.Engine.Webhooks;

/// <summary>Writes down what became of an attempt, while its claim is ours, and what follows from
/// it.</summary>
public sealed class RecordDelivery(Work work, TimeProvider time, IOptions<WebhookOptions> options)
{
    /// <param name="attemptAt">When it was sent.</param>
    /// <returns>False when the claim is lost: nothing was written.</returns>
    internal Task<bool> HandleAsync(
        DeliveryTask task, WebhookAnswer answer, DateTimeOffset attemptAt,
        CancellationToken cancellationToken) =>
        work.RunAsync(db => RecordAsync(db, task, answer, attemptAt, cancellationToken), cancellationToken);

    private async Task<bool> RecordAsync(
        HiltDb db, DeliveryTask task, WebhookAnswer answer, DateTimeOffset attemptAt,
        CancellationToken cancellationToken)
    {
        var mine = db.WebhookDeliveries.IgnoreQueryFilters()
            .Where(row => row.Id == task.DeliveryId && row.ClaimId == task.ClaimId);
        if (await mine.AsNoTracking().SingleOrDefaultAsync(cancellationToken) is not { } standing)
        {
            return false;
        }

        var now = time.Now();
        var (status, body, error) = Read(answer);
        var plan = error is null
            ? new DeliveryPlan(DeliveryState.Delivered, null, null)
            : DeliverySchedule.AfterFailure(
                standing.Tries + 1, standing.DeadAt, now,
                TimeSpan.FromHours(options.Value.DeadLetterRetryHours));

        // The condition is asked again with the change itself: a replay may have taken the claim away.
        var written = await mine.ExecuteUpdateAsync(
            set => set.SetProperty(row => row.State, plan.State).SetProperty(row => row.DueAt, plan.DueAt)
                .SetProperty(row => row.DeadAt, plan.DeadAt).SetProperty(row => row.Tries, row =>
                    row.Tries + 1)
                .SetProperty(row => row.Attempts, row => row.Attempts + 1).SetProperty(row =>
                    row.LastAttemptAt, attemptAt)
                .SetProperty(row => row.DeliveredAt, error == null ? now : null)
                .SetProperty(row => row.ResponseStatus, status).SetProperty(row => row.ResponseBody, body)
                .SetProperty(row => row.LastError, error).SetProperty(row => row.UpdatedAt, now)
                .SetProperty(row => row.ClaimId, (ClaimId?)null)
                .SetProperty(row => row.ClaimedUntil, (DateTimeOffset?)null)
                .SetProperty(row => row.PutOffSince, (DateTimeOffset?)null),
            cancellationToken);
        if (written == 0)
        {
            return false;
        }

        var endpoint = db.WebhookEndpoints.IgnoreQueryFilters().Where(row => row.Id == task.EndpointId);
        await (error is null
            ? endpoint.ExecuteUpdateAsync(
                set => set.SetProperty(
                row => row.ConsecutiveFailures, 0).SetProperty(row => row.LastSuccessAt, now),
                cancellationToken)
            : endpoint.ExecuteUpdateAsync(
                set => set.SetProperty(row => row.ConsecutiveFailures, row => row.ConsecutiveFailures + 1)
                    .SetProperty(row => row.LastFailureAt, now).SetProperty(row => row.LastError, error),
                cancellationToken));
        return true;
    }

    /// <summary>Any 2xx is a success; everything else, redirects included, is a failure (contract
    /// 8.1).</summary>
    private static (int? Status, string? Body, string? Error) Read(WebhookAnswer answer) => answer switch
    {
        WebhookAnswer.Answered { StatusCode: >= 200 and < 300 } good => (good.StatusCode, good.Body, null),
        WebhookAnswer.Answered other =>
        (other.StatusCode, other.Body, $"The endpoint answered {other.StatusCode}."),
        WebhookAnswer.Unreachable none => (null, null, none.Why),
        _ => throw new InvalidOperationException($"No meaning for {answer.GetType().Name}."),
    };
}
