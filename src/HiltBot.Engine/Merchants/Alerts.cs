using HiltBot.Engine.Notices;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Merchants;

/// <summary>Tells the staff of a workspace something, inside the caller's transaction.</summary>
public static class Alerts
{
    /// <summary>
    /// To the alert channel of every community that the bot is in, <paramref name="except"/> aside; to the
    /// owners privately when there is no such channel. Owed once per <paramref name="key"/> and channel.
    /// </summary>
    /// <param name="now">Business time.</param>
    /// <param name="realNow">Real time.</param>
    public static async Task TellAllAsync(
        HiltDb db, MerchantId merchantId, string key, NoticeKind kind, NoticeFacts facts, CommunityId? except,
        DateTimeOffset now, DateTimeOffset realNow, CancellationToken cancellationToken)
    {
        var channels = await db.Communities
            .Where(row => row.MerchantId == merchantId && row.AlertChannelId != null && row.LostAt == null)
            .OrderBy(row => row.Id).Select(row => row.Id).ToListAsync(cancellationToken);
        channels.RemoveAll(id => id == except);
        foreach (var communityId in channels)
        {
            await db.OweAsync(
                merchantId,
                new NewNotice($"{key}:{communityId}", NoticeAudience.AlertChannel, kind, facts)
                {
                    CommunityId = communityId,
                },
                now, realNow, cancellationToken);
        }

        if (channels.Count == 0)
        {
            await db.OweAsync(
                merchantId, new NewNotice($"{key}:owners", NoticeAudience.Owners, kind, facts), now, realNow,
                cancellationToken);
        }
    }

    /// <summary>To the alert channel of one community, or to the owners when it has none.</summary>
    public static Task<bool> TellAsync(
        HiltDb db, Community community, string key, NoticeKind kind, NoticeFacts facts, DateTimeOffset now,
        DateTimeOffset realNow, CancellationToken cancellationToken)
    {
        var audience = community.AlertChannelId is null ? NoticeAudience.Owners : NoticeAudience.AlertChannel;
        return db.OweAsync(
            community.MerchantId, new NewNotice(key, audience, kind, facts) { CommunityId = community.Id }, now,
            realNow, cancellationToken);
    }
}
