using HiltBot.Engine.Memberships;
using HiltBot.Engine.Products;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Chat.Commands;

/// <summary><c>/join</c>: what is offered here, and one offer with its button to pay.</summary>
internal sealed class JoinCommand : ChatCommand
{
    private const int MenuMax = 25;

    public override async Task<ChatReply> SaidAsync(
        ChatTurn turn, CommandWords words, CancellationToken cancellationToken)
    {
        var offers = await Offers.SoldHereAsync(turn, cancellationToken);
        if (words.Has("offer"))
        {
            return await Offers.FindAsync(turn, words.Line("offer"), cancellationToken) is { } named
                ? await ShowAsync(turn, named, cancellationToken)
                : Replies.Say($"There is no offer called \"{words.Line("offer", 60)}\" here. Say /join to see them.");
        }

        return offers.Count switch
        {
            0 => Replies.Say(
                $"Nothing is sold here at the moment. Ask {PlainText.Name(turn.Merchant.Name)}, or come back later."),
            1 => await ShowAsync(turn, offers[0], cancellationToken),
            _ => List(turn, offers),
        };
    }

    public override async Task<ChatReply> PressedAsync(
        ChatTurn turn, ActionId action, CancellationToken cancellationToken) =>
        action.Verb == Verbs.Offers
            ? await SaidAsync(turn, new CommandWords("join", new Dictionary<string, string>()), cancellationToken)
            : await ShowAsync(turn, action.Opaque, cancellationToken);

    public override Task<ChatReply> ChosenAsync(
        ChatTurn turn, ActionId action, string value, CancellationToken cancellationToken) =>
        ShowAsync(turn, value, cancellationToken);

    private static ChatReply List(ChatTurn turn, IReadOnlyList<Product> offers)
    {
        var name = PlainText.Name(turn.Merchant.Name);
        var more = offers.Count > MenuMax
            ? $"These are the first {MenuMax}; say /join with the name of another."
            : null;
        return Replies.Say($"{name} offers:", more) with
        {
            Menu = new ChatMenu(
                ActionId.Write(Verbs.Offers, turn.MerchantId), "Choose an offer",
                offers.Take(MenuMax).Select(offer => new ChatMenuLine(
                    Id.ToOpaque(offer.Id), OfferWords.Title(offer), OfferWords.Price(offer))).ToList()),
        };
    }

    private static async Task<ChatReply> ShowAsync(
        ChatTurn turn, string opaque, CancellationToken cancellationToken) =>
        Id.TryFromOpaque<ProductId>(opaque, out var productId) &&
        await turn.Db.Products.SingleOrDefaultAsync(
            row => row.Id == productId && row.MerchantId == turn.MerchantId, cancellationToken) is { } offer
            ? await ShowAsync(turn, offer, cancellationToken)
            : Replies.UnknownButton();

    private static async Task<ChatReply> ShowAsync(
        ChatTurn turn, Product offer, CancellationToken cancellationToken)
    {
        var buyer = await turn.FindBuyerAsync(cancellationToken);
        var membership = await Offers.MembershipAsync(turn, offer, buyer, cancellationToken);
        var targets = await Offers.TargetsAsync(turn, offer.Id, cancellationToken);
        if (await Offers.RefusalAsync(turn, offer, buyer, membership, cancellationToken) is { } refusal)
        {
            return Wording.Of(refusal, offer, turn).WithFacts(Standing(offer, membership));
        }

        var reply = membership is { GivesAccess: true } or { PausedAt: not null, Status: not MembershipStatus.Expired }
            ? Extend(turn, offer, membership)
            : Invite(turn, offer);
        return reply.WithFacts(
            new ChatFact("Price", OfferWords.Price(offer)),
            targets.Count > 0 ? new ChatFact("Opens", Wording.Opens(targets)) : null,
            OfferWords.Ends(offer) is { } ends ? new ChatFact("After that", ends) : null);
    }

    private static ChatReply Invite(ChatTurn turn, Product offer) =>
        Replies.Say(
            OfferWords.Title(offer), PlainText.Body(offer.Description, PlainText.LineMax),
            $"You pay from your own wallet straight to {PlainText.Name(turn.Merchant.Name)}.")
            .With(ChatButton.Press(
                OfferWords.PayLabel("Pay", offer), ActionId.Write(Verbs.Pay, offer.Id), ChatButtonStyle.Primary));

    private static ChatReply Extend(ChatTurn turn, Product offer, Membership membership) =>
        membership.CurrentPeriodEndAt is null
            ? Replies.Say($"You already have {OfferWords.Title(offer)}, and it does not end. There is nothing to pay.")
            : Replies.Say(
                $"You already have {OfferWords.Title(offer)}: {MembershipWords.Standing(membership, offer.BillingTimeZone)}.",
                "You can extend it now. The new period starts where this one ends, so no day is lost.")
                .With(ChatButton.Press(
                    OfferWords.PayLabel("Extend for", offer), ActionId.Write(Verbs.Renew, membership.Id),
                    ChatButtonStyle.Primary));

    private static ChatFact? Standing(Product offer, Membership? membership) => membership is null
        ? null
        : new ChatFact("Your membership", MembershipWords.Standing(membership, offer.BillingTimeZone));
}
