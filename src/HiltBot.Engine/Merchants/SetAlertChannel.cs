using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Merchants;

public abstract record AlertChannelOutcome
{
    private AlertChannelOutcome()
    {
    }

    /// <param name="ChannelId">Null: the owners hear it privately.</param>
    public sealed record Set(string? ChannelId) : AlertChannelOutcome;

    public sealed record UnknownCommunity : AlertChannelOutcome;

    public sealed record NotAllowed(string Why) : AlertChannelOutcome;
}

/// <summary>
/// Chooses where the staff of one community hear of joins, lapses, trouble and the brake; null: nowhere.
/// </summary>
public sealed class SetAlertChannel(Work work, BusinessTime businessTime)
{
    public Task<AlertChannelOutcome> HandleAsync(
        MerchantId merchantId, CommunityId communityId, string? channelId, Actor actor,
        CancellationToken cancellationToken) =>
        work.RunAsync<AlertChannelOutcome>(
            async db =>
            {
                if (!await StaffRights.MayAsync(
                        db, merchantId, actor, StaffAction.ManageCommunities, cancellationToken))
                {
                    return new AlertChannelOutcome.NotAllowed(StaffRights.Refusal(StaffAction.ManageCommunities));
                }

                var community = await db.Communities.SingleOrDefaultAsync(
                    row => row.Id == communityId && row.MerchantId == merchantId, cancellationToken);
                if (community is null)
                {
                    return new AlertChannelOutcome.UnknownCommunity();
                }

                community.AlertChannelId = channelId;
                db.Remember(
                    merchantId, Subject.Community, communityId.Value, "alert_channel_set", actor, businessTime.Now(),
                    new { channelId });
                return new AlertChannelOutcome.Set(channelId);
            },
            cancellationToken);
}
