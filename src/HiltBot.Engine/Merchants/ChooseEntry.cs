using HiltBot.Engine.Access;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Merchants;

public abstract record EntryOutcome
{
    private EntryOutcome()
    {
    }

    /// <summary>How it is from now on.</summary>
    public sealed record Set(CommunityId CommunityId, string Title, EntryWay Way, NewcomerRule Rule) : EntryOutcome;

    public sealed record UnknownCommunity : EntryOutcome;

    public sealed record NotAllowed(string Why) : EntryOutcome;
}

/// <summary>
/// Chooses how buyers get into a place that is entered by a link, and what happens to those who come in otherwise. It holds
/// for whoever comes from now on.
/// </summary>
public sealed class ChooseEntry(Work work, BusinessTime businessTime)
{
    /// <param name="way">Null: as it is.</param>
    /// <param name="rule">Null: as it is.</param>
    public Task<EntryOutcome> HandleAsync(
        MerchantId merchantId, CommunityId communityId, EntryWay? way, NewcomerRule? rule, Actor actor,
        CancellationToken cancellationToken) =>
        work.RunAsync<EntryOutcome>(
            async db =>
            {
                if (!await StaffRights.MayAsync(
                        db, merchantId, actor, StaffAction.ManageCommunities, cancellationToken))
                {
                    return new EntryOutcome.NotAllowed(StaffRights.Refusal(StaffAction.ManageCommunities));
                }

                var community = await db.Communities.SingleOrDefaultAsync(
                    row => row.Id == communityId && row.MerchantId == merchantId, cancellationToken);
                if (community is null)
                {
                    return new EntryOutcome.UnknownCommunity();
                }

                community.EntryWay = way ?? community.EntryWay;
                community.NewcomerRule = rule ?? community.NewcomerRule;
                db.Remember(
                    merchantId, Subject.Community, communityId.Value, "entry_chosen", actor, businessTime.Now(),
                    new { way = EnumText.Of(community.EntryWay), newcomers = EnumText.Of(community.NewcomerRule) });
                return new EntryOutcome.Set(communityId, community.Title, community.EntryWay, community.NewcomerRule);
            },
            cancellationToken);
}
