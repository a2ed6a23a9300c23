using HiltBot.Engine.Merchants;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Chat.Commands;

/// <summary>What the commands of <c>/setup</c> share: which place is meant, and its channels.</summary>
internal static class SetUpPlaces
{
    public const int ChannelMax = 64;

    /// <summary>The place that a button names, among this merchant's own.</summary>
    public static Task<Community?> FindAsync(
        ChatTurn turn, ActionId action, CancellationToken cancellationToken) =>
        action.Names<CommunityId>(out var communityId)
            ? turn.Db.Communities.SingleOrDefaultAsync(
                row => row.Id == communityId && row.MerchantId == turn.MerchantId, cancellationToken)
            : Task.FromResult<Community?>(null);

    /// <summary>Null when it cannot be looked at now.</summary>
    public static CommunityView? ViewOf(ChatTurn turn, Community community) =>
        turn.Views.GetValueOrDefault((community.Platform, community.ExternalId));

    /// <summary>What cannot be looked at now is believed: a notice that fails there finds another way.</summary>
    public static bool Has(CommunityView? view, string channel) =>
        view is null || view.Channels.Any(known => known.ChannelId == channel);

    public static IEnumerable<ChatMenuLine> Lines(CommunityView view, int countMax) =>
        view.Channels.Take(countMax).Select(channel => new ChatMenuLine(
            channel.ChannelId, PlainText.Line(channel.Label, PlainText.TitleMax)));
}
