using HiltBot.Engine.Checkouts;
using HiltBot.Engine.Products;

namespace HiltBot.Engine.Chat.Commands;

/// <summary>Sentences that several commands say.</summary>
internal static class Wording
{
    public static ChatReply Of(SaleRefusal refusal, Product offer, ChatTurn turn)
    {
        var title = OfferWords.Title(offer);
        var merchant = PlainText.Name(turn.Merchant.Name);
        return refusal switch
        {
            SaleRefusal.BuyerBlocked => Replies.Say(
                $"You cannot buy here: {merchant} has blocked your account.",
                "Nothing was charged. If you think this is a mistake, write to them with /support.")
                .With(Support(turn)),
            SaleRefusal.Paused => Replies.Say(
                $"{title} is paused: nobody can buy it at the moment.",
                "Memberships that run go on. Try again later, or ask with /support."),
            SaleRefusal.Archived => Replies.Say(
                $"{title} is not sold any more.", "Say /join to see what is offered now."),
            SaleRefusal.SoldOut => Replies.Say(
                $"{title} is sold out: every place is taken.",
                "A place becomes free when somebody's payment is not finished. Try again in half an hour, or ask " +
                "with /support."),
            SaleRefusal.CommunityLost => Replies.Say(
                $"{title} is not sold just now: I was removed from a place that it opens, so I could not let you in.",
                $"{merchant} knows. Memberships that run go on."),
            SaleRefusal.MembershipsClosed => Replies.Say(
                $"{title} takes no new members at the moment.", "Present members can renew."),
            SaleRefusal.NeedsAutomaticSetup => Replies.Say(
                $"{title} renews by itself, and that cannot be set up here yet.", $"Ask {merchant} with /support."),
            _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "A refusal without words."),
        };
    }

    public static string Opens(IReadOnlyList<ProductTarget> targets) => targets.Count == 0
        ? "nothing yet"
        : Texts.List(targets.Select(Label).ToList());

    public static string Label(ProductTarget target) =>
        PlainText.Line(target.Label, PlainText.TitleMax) is { Length: > 0 } label ? label : target.TargetId;

    public static ChatButton Support(ChatTurn turn) =>
        ChatButton.Press("Ask for help", ActionId.Write(Verbs.Support, turn.MerchantId));

    /// <summary>What to say to somebody who never bought here.</summary>
    public static ChatReply NoMembership(ChatTurn turn) =>
        Replies.Say("You have no membership here yet.", "Say /join to see what is offered.")
            .With(ChatButton.Press(
                "See the offers", ActionId.Write(Verbs.Offers, turn.MerchantId), ChatButtonStyle.Primary));
}
