using HiltBot.Engine.Access;
using HiltBot.Engine.Notices;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HiltBot.Engine.Outbox;

/// <summary>
/// Whether this node speaks for the bots of real platforms now. Their limits are counted per bot, so one node at a time
/// makes their calls (design section 5). Platforms that count nothing are everybody's.
/// </summary>
public sealed class SendingLease(Leases leases, Bell bell, IServiceScopeFactory scopes, TimeProvider time)
{
    public const string Name = "sending";

    private bool wasHeld;

    /// <summary>Platforms that one node at a time speaks to.</summary>
    private readonly Lazy<IReadOnlySet<Platform>> leased = new(() => Leased(scopes));

    /// <summary>False while another node sends, or nobody yet.</summary>
    public bool IsHeld => leases.IsHeld(Name);

    /// <summary>Platforms whose calls leave from another node now.</summary>
    public IReadOnlySet<Platform> Elsewhere => IsHeld ? new HashSet<Platform>() : leased.Value;

    /// <summary>Takes or renews it, where there is anything to send for; whoever gets it looks for work at once.</summary>
    /// <returns>Always 0: there is never more of it.</returns>
    public async Task<int> HandleAsync(CancellationToken cancellationToken)
    {
        if (leased.Value.Count == 0)
        {
            return 0;
        }

        var isHeld = await leases.HoldAsync(Name, cancellationToken);
        if (isHeld && !wasHeld)
        {
            await LookEverywhereAsync(cancellationToken);
            bell.RingAll();
        }

        wasHeld = isHeld;
        return 0;
    }

    /// <summary>This node stops: another may send at once.</summary>
    public Task ReleaseAsync(CancellationToken cancellationToken) => leases.ReleaseAsync(Name, cancellationToken);

    // What changed while nobody was connected, or another node was, was perhaps not heard.
    private async Task LookEverywhereAsync(CancellationToken cancellationToken)
    {
        var platforms = leased.Value.ToList();
        DateTimeOffset? now = time.Now();
        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<Work>().RunAsync(
            db => db.Communities.Where(row => platforms.Contains(row.Platform))
                .ExecuteUpdateAsync(
                    set => set.SetProperty(row => row.RightsDueAt, now).SetProperty(row => row.SurveyDueAt, now),
                    cancellationToken),
            cancellationToken);
    }

    private static HashSet<Platform> Leased(IServiceScopeFactory scopes)
    {
        using var scope = scopes.CreateScope();
        return scope.ServiceProvider.GetServices<IAccessPlatform>()
            .Where(arm => arm.NeedsLease).Select(arm => arm.Platform)
            .Concat(scope.ServiceProvider.GetServices<INoticeChannel>()
                .Where(channel => channel.NeedsLease).Select(channel => channel.Platform))
            .ToHashSet();
    }
}
