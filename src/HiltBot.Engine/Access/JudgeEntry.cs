using HiltBot.Engine.Chat;
using HiltBot.Engine.Merchants;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Access;

/// <summary>Somebody at the door of a place, or inside since a moment.</summary>
/// <param name="Display">What the platform calls them.</param>
public sealed record Newcomer(string AccountId, string Display);

/// <summary>What to do with somebody who asks to be let in.</summary>
public abstract record EntryVerdict
{
    private EntryVerdict()
    {
    }

    /// <summary>The place is bound to nobody, or sells nothing: its own administrators decide.</summary>
    public sealed record NotOurs : EntryVerdict;

    public sealed record Admit : EntryVerdict;

    /// <param name="Message">Said to them privately, where they can be reached.</param>
    public sealed record Decline(ChatReply Message) : EntryVerdict;
}

/// <summary>
/// Somebody asks to enter a place. Only who has access by the books is let in, whoever gave them the link.
/// </summary>
public sealed class JudgeEntry(Work work)
{
    public Task<EntryVerdict> HandleAsync(
        Platform platform, string communityExternalId, Newcomer newcomer, CancellationToken cancellationToken) =>
        work.ReadAsync<EntryVerdict>(
            async db =>
            {
                var community = await StaffDirectory.FindCommunityAsync(
                    db, platform, communityExternalId, cancellationToken);
                if (community is null || !await MayBeInside.IsSoldAsync(db, community, cancellationToken))
                {
                    return new EntryVerdict.NotOurs();
                }

                if (await MayBeInside.IsSoAsync(db, community, newcomer.AccountId, cancellationToken))
                {
                    return new EntryVerdict.Admit();
                }

                var merchant = await db.Merchants.SingleAsync(
                    row => row.Id == community.MerchantId, cancellationToken);
                return new EntryVerdict.Decline(Decline(merchant, community));
            },
            cancellationToken);

    private static ChatReply Decline(Merchant merchant, Community community)
    {
        var place = PlainText.Line(community.Title, PlainText.TitleMax);
        return Replies.Say(
            $"{place} is for members of {PlainText.Name(merchant.Name)}, and this account is none at the moment, so I " +
            "did not let you in.",
            "If you have paid with another account, ask to join with that one; if your membership has ended, you can " +
            "renew it.")
            .With(
                ChatButton.Press(
                    "See the offers", ActionId.Write(Verbs.Offers, merchant.Id), ChatButtonStyle.Primary));
    }
}
