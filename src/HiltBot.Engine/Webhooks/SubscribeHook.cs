using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Webhooks;

public abstract record HookOutcome
{
    private HookOutcome()
    {
    }

    public sealed record Made(WebhookEndpoint Endpoint, string Secret) : HookOutcome;

    /// <summary>The same hook is active already.</summary>
    public sealed record Reused(WebhookEndpoint Endpoint) : HookOutcome;

    public sealed record TooMany(int Most) : HookOutcome;

    public sealed record Refused(string Field, string Why) : HookOutcome;
}

/// <summary>
/// Subscribes a hook for an integration (contract 12.1): the only way to an endpoint with an API key. The
/// same hook is made once.
/// </summary>
public sealed class SubscribeHook(Work work, CreateEndpoint create)
{
    public Task<HookOutcome> HandleAsync(
        MerchantId merchantId, EndpointEdit wanted, Actor actor, CancellationToken cancellationToken) =>
        work.RunAsync(db => SubscribeAsync(db, merchantId, wanted, actor, cancellationToken),
            cancellationToken);

    private async Task<HookOutcome> SubscribeAsync(
        HiltDb db, MerchantId merchantId, EndpointEdit wanted, Actor actor,
        CancellationToken cancellationToken)
    {
        // One at a time in a workspace, by an update that changes nothing: two of the same would not see each
        // other.
        await db.Merchants.Where(row => row.Id == merchantId).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.Name, row => row.Name), cancellationToken);
        var active = await db.WebhookEndpoints
            .Where(row => row.MerchantId == merchantId && row.IsHook && row.Status == EndpointStatus.Active)
            .ToListAsync(cancellationToken);
        var outcome = await create.InAsync(db, merchantId, wanted, isHook: true, actor, cancellationToken);
        if (outcome is EndpointOutcome.Refused refused)
        {
            return new HookOutcome.Refused(refused.Field, refused.Why);
        }

        var made = (EndpointOutcome.Saved)outcome;
        var same = active.Find(row => row.Url == made.Endpoint.Url &&
            SameSet(row.Events(), made.Endpoint.Events()) &&
            SameSet(row.Products(), made.Endpoint.Products()));
        if (same is null && active.Count < EndpointRules.ActiveHooksMax)
        {
            return new HookOutcome.Made(made.Endpoint, made.Secret!);
        }

        db.ChangeTracker.Clear();
        return same is null ? new HookOutcome.TooMany(
            EndpointRules.ActiveHooksMax) : new HookOutcome.Reused(same);
    }

    private static bool SameSet(IReadOnlyList<string> left, IReadOnlyList<string> right) =>
        left.Count == right.Count && left.All(right.Contains);
}
