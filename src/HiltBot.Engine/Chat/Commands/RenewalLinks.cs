using HiltBot.Engine.Checkouts;
using HiltBot.Engine.Memberships;
using HiltBot.Engine.Renewals;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Chat.Commands;

/// <summary>The pages of renewals that are collected by themselves: looked at by link, changed by the wallet alone.</summary>
internal sealed class RenewalLinks(PublicAddress address)
{
    /// <summary>Of each membership that a permission to collect stands for, the newest one's page.</summary>
    public async Task<IReadOnlyDictionary<MembershipId, string>> OfAsync(
        ChatTurn turn, IReadOnlyCollection<Membership> memberships, CancellationToken cancellationToken)
    {
        var ids = memberships.Select(row => (MembershipId?)row.Id).ToList();
        var rows = await turn.Db.RenewalAuthorizations.AsNoTracking()
            .Where(row => row.MerchantId == turn.MerchantId && ids.Contains(row.MembershipId) &&
                row.Status != AuthorizationStatus.Pending && row.Status != AuthorizationStatus.Expired &&
                row.Status != AuthorizationStatus.Revoked)
            .OrderBy(row => row.CreatedAt).Select(row => new { row.Id, row.MembershipId }).ToListAsync(cancellationToken);
        var links = new Dictionary<MembershipId, string>();
        foreach (var row in rows)
        {
            links[row.MembershipId!.Value] = address.Renewal(row.Id);
        }

        return links;
    }
}
