using HiltBot.Engine.Products;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Chat.Commands;

/// <summary><c>/offer list</c>: every offer with its state, and one of them in full.</summary>
internal sealed class OfferListCommand : ChatCommand
{
    private const int MenuMax = 25;

    public override Task<ChatReply> SaidAsync(
        ChatTurn turn, CommandWords words, CancellationToken cancellationToken) =>
        ListAsync(turn, "Your offers:", cancellationToken);

    public override async Task<ChatReply> PressedAsync(
        ChatTurn turn, ActionId action, CancellationToken cancellationToken) =>
        action.Verb == Verbs.OfferList
            ? await ListAsync(turn, "Your offers:", cancellationToken)
            : await ChosenAsync(turn, action, action.Opaque, cancellationToken);

    public override async Task<ChatReply> ChosenAsync(
        ChatTurn turn, ActionId action, string value, CancellationToken cancellationToken) =>
        Id.TryFromOpaque<ProductId>(value, out _) &&
        await Offers.FindAsync(turn, value, cancellationToken) is { } offer
            ? await OfferReplies.CardAsync(turn, offer, null, cancellationToken)
            : Replies.UnknownButton();

    /// <summary>The menu of all offers, after which the chosen one is shown with its buttons.</summary>
    internal static async Task<ChatReply> ListAsync(
        ChatTurn turn, string first, CancellationToken cancellationToken)
    {
        var all = await Offers.AllAsync(turn, cancellationToken);
        if (all.Count == 0)
        {
            return Replies.Say("There are no offers yet.", "Say /offer create to make the first one.");
        }

        var shown = all.Take(MenuMax).ToList();
        var more = all.Count > MenuMax ? $"These are the first {MenuMax} of {all.Count}." : null;
        return Replies.Say(first, more).WithFacts(shown.Select(Line).ToList()) with
        {
            Menu = new ChatMenu(
                ActionId.Write(Verbs.OfferList, turn.MerchantId), "Choose an offer",
                shown.Select(offer => new ChatMenuLine(
                    Id.ToOpaque(offer.Id), OfferWords.Title(offer), OfferWords.Price(offer))).ToList()),
        };
    }

    private static ChatFact Line(Product offer) =>
        new(OfferWords.Title(offer), $"{OfferWords.Price(offer)}; {OfferWords.Status(offer)}");
}
