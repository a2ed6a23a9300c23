using HiltBot.Engine.Access;
using HiltBot.Engine.Merchants.Accounts;
using HiltBot.Engine.Products;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Merchants.Reports;

/// <param name="IsAvailable">Whether this server speaks to the platform at all.</param>
public sealed record PlatformDelivery(string Name, bool IsAvailable, int Communities, IReadOnlyList<string> Problems)
{
    /// <summary>ready, warning, blocked or off.</summary>
    public string Status => this switch
    {
        { IsAvailable: false, Communities: > 0 } => "blocked",
        { Communities: 0 } => "off",
        { Problems.Count: > 0 } => "warning",
        _ => "ready",
    };
}

/// <summary>Whether what is sold can be delivered.</summary>
public sealed record DeliveryState
{
    public required string MerchantName { get; init; }

    public required long ActiveMembershipProducts { get; init; }

    public required bool HasPayoutWallet { get; init; }

    public required bool HasRedirectUrl { get; init; }

    public required bool HasSupportUrl { get; init; }

    public required IReadOnlyList<PlatformDelivery> Platforms { get; init; }

    public required IReadOnlyList<string> Blockers { get; init; }

    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>Real time.</summary>
    public required DateTimeOffset At { get; init; }
}

/// <summary>Looks at what a workspace needs to deliver: its wallet, its places, the bot's rights in them.</summary>
public sealed class ReadDelivery(Work work, IEnumerable<IAccessPlatform> arms, TimeProvider time)
{
    /// <summary>Platforms by the names that the contract's providers have; the simulated ones are one.</summary>
    public static readonly IReadOnlyDictionary<string, Platform[]> Names = new Dictionary<string, Platform[]>
    {
        ["telegram"] = [Platform.Telegram],
        ["discord"] = [Platform.Discord],
        ["simulator"] = [Platform.SimServer, Platform.SimGroup],
    };

    public Task<DeliveryState> HandleAsync(MerchantId merchantId, CancellationToken cancellationToken) =>
        work.ReadAsync(db => ReadAsync(db, merchantId, cancellationToken), cancellationToken);

    private async Task<DeliveryState> ReadAsync(HiltDb db, MerchantId merchantId, CancellationToken cancellationToken)
    {
        var merchant = await db.Merchants.SingleAsync(row => row.Id == merchantId, cancellationToken);
        var communities = await db.Communities.Where(row => row.MerchantId == merchantId)
            .OrderBy(row => row.Id).ToListAsync(cancellationToken);
        var active = db.Products.Where(row => row.MerchantId == merchantId && row.Status == ProductStatus.Active &&
            row.MembershipEnabled);
        var opened = await active
            .Join(
                db.ProductTargets, product => product.Id, target => target.ProductId,
                (_, target) => target.Platform)
            .Distinct().ToListAsync(cancellationToken);
        var available = arms.Select(arm => arm.Platform).ToHashSet();
        var platforms = Names
            .Where(name => name.Key != "simulator" || name.Value.Any(available.Contains))
            .Select(name => Of(name.Key, name.Value, communities, available)).ToList();
        var settings = MerchantSettingsKeys.Of(merchant);
        var hasRedirect = settings[MerchantSettingsKeys.RedirectUrl] is not null;
        return new DeliveryState
        {
            MerchantName = merchant.Name,
            ActiveMembershipProducts = await active.LongCountAsync(cancellationToken),
            HasPayoutWallet = merchant.PayoutWallet is not null,
            HasRedirectUrl = hasRedirect,
            HasSupportUrl = merchant.SupportUrl is not null,
            Platforms = platforms,
            Blockers = [.. Blockers(merchant, platforms, opened)],
            Warnings = [.. Warnings(merchant, platforms)],
            At = time.Now(),
        };
    }

    private static PlatformDelivery Of(
        string name, Platform[] platforms, List<Community> communities, HashSet<Platform> available)
    {
        var mine = communities.Where(row => platforms.Contains(row.Platform)).ToList();
        return new PlatformDelivery(
            name, platforms.Any(available.Contains), mine.Count,
            [
                .. mine.Where(row => row.LostAt is not null).Select(row =>
                    $"The bot was removed from {row.Title}: invite it again."),
                .. mine.Where(row => row is { LostAt: null, RightsProblem: not null }).Select(row =>
                    $"{row.Title}: {row.RightsProblem}"),
            ]);
    }

    private static IEnumerable<string> Blockers(
        Merchant merchant, List<PlatformDelivery> platforms, List<Platform> opened)
    {
        if (merchant.PayoutWallet is null)
        {
            yield return "No payout wallet is chosen: set merchant_settings.payout_wallet, or say /setup wallet in the chat.";
        }

        foreach (var platform in platforms.Where(one => Names[one.Name].Any(opened.Contains)))
        {
            if (!platform.IsAvailable)
            {
                yield return $"Products open places on {platform.Name}, but this server has no {platform.Name} bot.";
            }
            else if (platform.Communities == 0)
            {
                yield return $"Products open places on {platform.Name}, but none is connected: say /setup there.";
            }
        }
    }

    private static IEnumerable<string> Warnings(Merchant merchant, List<PlatformDelivery> platforms)
    {
        foreach (var problem in platforms.SelectMany(platform => platform.Problems))
        {
            yield return problem;
        }

        if (platforms.All(platform => platform.Communities == 0))
        {
            yield return "No server or group is connected yet: invite the bot there and say /setup with a code.";
        }

        if (merchant.SupportUrl is null)
        {
            yield return "No support address is set: buyers find help only in the chat.";
        }
    }
}
