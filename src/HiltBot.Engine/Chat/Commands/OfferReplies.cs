using HiltBot.Engine.Products;

namespace HiltBot.Engine.Chat.Commands;

/// <summary>What staff see of an offer, and how an order about one ended.</summary>
internal static class OfferReplies
{
    public static ChatReply Answer(ProductOutcome outcome, string refusal) => outcome switch
    {
        ProductOutcome.Saved saved => Replies.Say($"Saved: {OfferWords.Title(saved.Product)}."),
        ProductOutcome.Refused refused => Replies.Say(
            [refusal, .. refused.Problems?.Select(problem => problem.Why) ?? []]),
        ProductOutcome.NotAllowed notAllowed => Replies.Say(notAllowed.Why),
        ProductOutcome.Conflict => Replies.Say(
            "Somebody else changed this offer at the same moment, so nothing was saved.", "Look at it and try again."),
        ProductOutcome.UnknownProduct => Replies.Say("This offer is gone. Say /offer list to see what there is."),
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "An outcome without words."),
    };

    public static async Task<ChatReply> CardAsync(
        ChatTurn turn, Product offer, string? first, CancellationToken cancellationToken)
    {
        var targets = await Offers.TargetsAsync(turn, offer.Id, cancellationToken);
        var reply = Replies.Say(
            first, OfferWords.Title(offer), PlainText.Body(offer.Description, PlainText.LineMax))
            .WithFacts(
                new ChatFact("State", OfferWords.Status(offer)),
                !offer.MembershipEnabled && targets.Count > 0
                    ? new ChatFact("New members",
                        "none: memberships are switched off; present members may renew")
                    : null,
                new ChatFact("Price", OfferWords.Price(offer)),
                new ChatFact("Opens", Wording.Opens(targets)),
                new ChatFact("Grace", Texts.Count(offer.GracePeriodDays, "day")),
                offer.PaymentsMax is { } max
                    ? new ChatFact("Places", $"{offer.PlacesHeld} of {max} taken")
                    : null,
                new ChatFact("Roles held before", offer.FoundRule == FoundRule.Keep
                    ? "kept when the membership ends"
                    : "adopted: they end with the membership"));
        return turn.May(Merchants.StaffAction.ManageOffers) ? reply.With(Buttons(offer)) : reply;
    }

    private static IReadOnlyList<ChatButton?> Buttons(Product offer) =>
    [
        ChatButton.Press("Edit", ActionId.Write(Verbs.OfferEdit, offer.Id), ChatButtonStyle.Primary),
        ChatButton.Press("What it opens", ActionId.Write(Verbs.OfferOpens, offer.Id)),
        offer.Status == ProductStatus.Active
            ? ChatButton.Press("Pause", ActionId.Write(Verbs.OfferPause, offer.Id))
            : ChatButton.Press("Put on sale", ActionId.Write(Verbs.OfferSell, offer.Id)),
        offer.Status == ProductStatus.Archived
            ? null
            : ChatButton.Press("Archive", ActionId.Write(Verbs.OfferArchive, offer.Id), ChatButtonStyle.Danger),
    ];
}
