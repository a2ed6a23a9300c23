using HiltBot.Engine.Products;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Chat.Commands;

/// <summary><c>/offer archive</c>: stops the sales for good, after a confirmation; present members may still renew.</summary>
internal sealed class OfferArchiveCommand(ArchiveProduct archive) : ChatCommand
{
    public override async Task<ChatReply> SaidAsync(
        ChatTurn turn, CommandWords words, CancellationToken cancellationToken)
    {
        if (!words.Has("offer"))
        {
            return await OfferListCommand.ListAsync(turn, "Which offer do you want to archive?", cancellationToken);
        }

        return await Offers.FindAsync(turn, words.Line("offer"), cancellationToken) is { } offer
            ? Ask(offer)
            : Replies.Say($"There is no offer called \"{words.Line("offer", 60)}\". Say /offer list to see them.");
    }

    public override async Task<ChatReply> PressedAsync(
        ChatTurn turn, ActionId action, CancellationToken cancellationToken)
    {
        if (!action.Names<ProductId>(out var productId) ||
            await Offers.FindAsync(turn, action.Opaque, cancellationToken) is not { } offer)
        {
            return Replies.UnknownButton();
        }

        if (action.Verb == Verbs.OfferArchive)
        {
            return Ask(offer);
        }

        var outcome = await archive.HandleAsync(turn.MerchantId, productId, turn.Actor, cancellationToken);
        return outcome is ProductOutcome.Saved
            ? Replies.Say(
                $"{OfferWords.Title(offer)} is archived: nobody new can buy it.",
                "Present members keep their access and may still renew.")
            : OfferReplies.Answer(outcome, "Nothing was changed:");
    }

    private static ChatReply Ask(Product offer) => offer.Status == ProductStatus.Archived
        ? Replies.Say($"{OfferWords.Title(offer)} is archived already.")
        : Replies.Say(
            $"Archive {OfferWords.Title(offer)}? Nobody new can buy it then.",
            "Present members keep their access and may still renew.")
            .With(ChatButton.Press(
                "Archive it", ActionId.Write(Verbs.OfferArchiveYes, offer.Id), ChatButtonStyle.Danger));
}
