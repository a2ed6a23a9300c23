using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Merchants;

public abstract record ChannelOutcome
{
    private ChannelOutcome()
    {
    }

    /// <param name="ChannelId">Null: the owners hear it privately.</param>
    public sealed record Set(string? ChannelId) : ChannelOutcome;

    public sealed record UnknownCommunity : ChannelOutcome;

    public sealed record NotAllowed(string Why) : ChannelOutcome;
}

/// <summary>What a channel of a community is chosen for.</summary>
public enum ChannelUse
{
    /// <summary>The staff hear of joins, lapses, trouble and the brake there.</summary>
    Alerts,

    /// <summary>Beside it buyers are told who take no private messages.</summary>
    Private,
}

/// <summary>Chooses a channel of one community; null: none.</summary>
public sealed class ChooseChannel(Work work, BusinessTime businessTime)
{
    public Task<ChannelOutcome> HandleAsync(
        MerchantId merchantId, CommunityId communityId, ChannelUse use, string? channelId,
        Actor actor, CancellationToken cancellationToken) =>
        work.RunAsync<ChannelOutcome>(
            async db =>
            {
                if (!await StaffRights.MayAsync(
                        db, merchantId, actor, StaffAction.ManageCommunities, cancellationToken))
                {
                    return new ChannelOutcome.NotAllowed(StaffRights.Refusal(StaffAction.ManageCommunities));
                }

                var community = await db.Communities.SingleOrDefaultAsync(
                    row => row.Id == communityId && row.MerchantId == merchantId, cancellationToken);
                if (community is null)
                {
                    return new ChannelOutcome.UnknownCommunity();
                }

                if (use == ChannelUse.Alerts)
                {
                    community.AlertChannelId = channelId;
                }
                else
                {
                    community.PrivateChannelId = channelId;
                }

                db.Remember(
                    merchantId, Subject.Community, communityId.Value,
                    use == ChannelUse.Alerts ? "alert_channel_set" : "private_channel_set", actor,
                    businessTime.Now(), new { channelId });
                return new ChannelOutcome.Set(channelId);
            },
            cancellationToken);
}
