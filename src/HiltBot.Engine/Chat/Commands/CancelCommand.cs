using HiltBot.Engine.Memberships;
using HiltBot.Engine.Storage;

namespace HiltBot.Engine.Chat.Commands;

/// <summary>
/// <c>/cancel</c>: prepaid memberships charge nothing by themselves, so it stops reminders and says until
/// when access lasts.
/// </summary>
internal sealed class CancelCommand(CancelMembership cancel, RenewalLinks renewals) : ChatCommand
{
    public override async Task<ChatReply> SaidAsync(
        ChatTurn turn, CommandWords words, CancellationToken cancellationToken)
    {
        if (await turn.FindBuyerAsync(cancellationToken) is not { } buyer)
        {
            return Wording.NoMembership(turn);
        }

        var all = await MyMemberships.AllAsync(turn, buyer, cancellationToken);
        var mine = MyMemberships.Named(all, words.Line("offer"))
            .Where(one => one.Membership.Status != MembershipStatus.Expired).ToList();
        return mine.Count switch
        {
            0 => Replies.Say("You have no running membership to cancel.", "Say /status to see where you stand."),
            1 => Ask(mine[0]),
            _ => Replies.Say("Which one do you want to cancel?").With(mine.Select(one => ChatButton.Press(
                OfferWords.Title(one.Product), ActionId.Write(Verbs.Cancel, one.Membership.Id))).ToList()),
        };
    }

    public override async Task<ChatReply> PressedAsync(
        ChatTurn turn, ActionId action, CancellationToken cancellationToken)
    {
        if (await MyMemberships.OwnAsync(turn, action, cancellationToken) is not { } mine)
        {
            return Replies.NotYours();
        }

        if (action.Verb == Verbs.Cancel)
        {
            return Ask(mine);
        }

        var outcome = await cancel.HandleAsync(
            turn.MerchantId, mine.Membership.Id, Actor.Buyer(mine.Membership.BuyerId.ToString()), cancellationToken);
        var links = await renewals.OfAsync(turn, [mine.Membership], cancellationToken);
        return outcome is MembershipOutcome.Done && links.TryGetValue(mine.Membership.Id, out var link)
            ? Answer(outcome, mine)
                .And("Nothing more is collected from your wallet. Its permission on the network ends on the page below.")
                .With(ChatButton.Open("End the permission too", link))
            : Answer(outcome, mine);
    }

    internal static ChatReply Answer(MembershipOutcome outcome, MyMembership mine) => outcome switch
    {
        MembershipOutcome.Done => Replies.Say(
            $"Done: {OfferWords.Title(mine.Product)} is cancelled. Nothing is charged, and I send no more reminders.",
            Lasts(mine),
            "If you change your mind, say /renew before then."),
        MembershipOutcome.Refused refused => Replies.Say(refused.Why),
        _ => Replies.NotYours(),
    };

    private static ChatReply Ask(MyMembership mine)
    {
        var title = OfferWords.Title(mine.Product);
        if (mine.Membership.Status == MembershipStatus.Expired)
        {
            return Replies.Say($"{title} has ended already; nothing more will be charged.");
        }

        if (mine.Membership.CurrentPeriodEndAt is null)
        {
            return Replies.Say($"{title} does not end and charges nothing. There is nothing to cancel.");
        }

        if (mine.Membership.CancelledAt is not null)
        {
            return Replies.Say($"{title} is cancelled already: nothing is charged, no reminders come.", Lasts(mine));
        }

        return Replies.Say(
            mine.Membership.CollectsUntil is null
                ? $"Cancel {title}? It was paid in advance: nothing is charged either way."
                : $"Cancel {title}? It renews by itself now; after cancelling nothing more is collected.",
            "Cancelling stops my reminders.", Lasts(mine))
            .With(ChatButton.Press(
                "Cancel it", ActionId.Write(Verbs.CancelYes, mine.Membership.Id), ChatButtonStyle.Danger));
    }

    private static string Lasts(MyMembership mine) =>
        $"Your access lasts until {Texts.Until(
            mine.Membership.Status == MembershipStatus.GracePeriod
                ? mine.Membership.GraceEndsAt
                : mine.Membership.CurrentPeriodEndAt,
            mine.Product.BillingTimeZone)}.";
}
