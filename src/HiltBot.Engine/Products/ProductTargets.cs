using HiltBot.Engine.Merchants;
using HiltBot.Engine.Storage;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Products;

/// <summary>Binds the targets that a product names to the merchant's own communities.</summary>
internal static class ProductTargets
{
    public const string Field = "membership_config.settings_json.targets";

    public static async Task<(IReadOnlyList<ProductTarget> Rows, string? Problem)> ResolveAsync(
        HiltDb db, Product product, IReadOnlyList<NewTarget> wanted, CancellationToken cancellationToken)
    {
        if (wanted.Count == 0)
        {
            return ([], null);
        }

        var communities = await db.Communities.AsNoTracking().Where(row => row.MerchantId == product.MerchantId)
            .ToListAsync(cancellationToken);
        var rows = new List<ProductTarget>(wanted.Count);
        foreach (var target in wanted)
        {
            if (CommunityOf(communities, target) is not { } community)
            {
                return ([], $"\"{target.Label ?? target.TargetId}\" is in no community of this workspace: enter a code " +
                    "from /setup there first.");
            }

            rows.Add(new ProductTarget
            {
                ProductId = product.Id,
                MerchantId = product.MerchantId,
                Platform = target.Platform,
                TargetId = target.TargetId,
                CommunityId = community.Id,
                Label = string.IsNullOrWhiteSpace(target.Label) ? target.TargetId : target.Label.Trim(),
                Position = rows.Count,
            });
        }

        return (rows, null);
    }

    /// <summary>Makes the rows as wanted; says whether a place was added or taken away.</summary>
    public static bool Replace(HiltDb db, IReadOnlyList<ProductTarget> known, IReadOnlyList<ProductTarget> wanted)
    {
        var byPlace = known.ToDictionary(row => (row.Platform, row.TargetId));
        foreach (var target in wanted)
        {
            if (byPlace.Remove((target.Platform, target.TargetId), out var row))
            {
                row.Label = target.Label;
                row.Position = target.Position;
            }
            else
            {
                db.ProductTargets.Add(target);
            }
        }

        db.ProductTargets.RemoveRange(byPlace.Values);
        return byPlace.Count > 0 || wanted.Any(target =>
            known.All(row => (row.Platform, row.TargetId) != (target.Platform, target.TargetId)));
    }

    private static Community? CommunityOf(List<Community> communities, NewTarget target)
    {
        var externalId = TargetText.CommunityOf(target.Platform, target.TargetId);
        return communities.FirstOrDefault(row =>
            row.Platform == target.Platform && (externalId is null || row.ExternalId == externalId));
    }
}
