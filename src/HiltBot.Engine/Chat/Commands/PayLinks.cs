using HiltBot.Engine.Handoffs;
using HiltBot.Engine.Products;

namespace HiltBot.Engine.Chat.Commands;

/// <summary>Makes the payment link of the asker, and says whom it is for and how long it works.</summary>
internal sealed class PayLinks(MakeHandoffLink make)
{
    public async Task<ChatReply> MakeAsync(ChatTurn turn, Product offer, CancellationToken cancellationToken)
    {
        var outcome = await make.HandleAsync(
            new HandoffRequest(turn.MerchantId, offer.Id, turn.Person.AccountId)
            {
                AskedOn = turn.Platform,
                IdentityDisplay = turn.Display,
            },
            cancellationToken);
        return Answer(outcome, offer, turn);
    }

    internal static ChatReply Answer(HandoffOutcome outcome, Product offer, ChatTurn turn) => outcome switch
    {
        HandoffOutcome.Made made => Replies.Say(
            $"Your payment page for {OfferWords.Title(offer)} is ready. It gives access to {turn.Display} and nobody else.",
            $"The link works until {Texts.Date(made.Claim.ExpiresAt, offer.BillingTimeZone)}; press the button again " +
            "for a fresh one.")
            .WithFacts(new ChatFact("Price", OfferWords.Price(offer)))
            .With(ChatButton.Open("Open the payment page", made.Url)),
        HandoffOutcome.NotForSale refused => Wording.Of(refused.Why, offer, turn),
        HandoffOutcome.Refused refused => Replies.Say(
            $"The link could not be made: {refused.Why}", "Write to the people who run this with /support."),
        HandoffOutcome.UnknownProduct => Replies.UnknownButton(),
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "An outcome without words."),
    };
}
