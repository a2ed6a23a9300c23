using HiltBot.Engine.Memberships;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Products;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Chat.Commands;

/// <summary>
/// <c>/offer edit</c>, and the buttons to pause an offer or to put it on sale. Running periods keep their terms; the asset
/// of a price cannot be changed, because open sessions and the watched account are in it.
/// </summary>
internal sealed class OfferEditCommand(EditProduct edit, PauseProduct pause, Assets assets) : ChatCommand
{
    public override async Task<ChatReply> SaidAsync(
        ChatTurn turn, CommandWords words, CancellationToken cancellationToken)
    {
        if (!words.Has("offer"))
        {
            return await OfferListCommand.ListAsync(turn, "Which offer do you want to change?", cancellationToken);
        }

        return await Offers.FindAsync(turn, words.Line("offer"), cancellationToken) is { } offer
            ? await OfferReplies.CardAsync(turn, offer, null, cancellationToken)
            : Replies.Say($"There is no offer called \"{words.Line("offer", 60)}\". Say /offer list to see them.");
    }

    public override async Task<ChatReply> PressedAsync(
        ChatTurn turn, ActionId action, CancellationToken cancellationToken)
    {
        if (await FindAsync(turn, action, cancellationToken) is not { } offer)
        {
            return Replies.UnknownButton();
        }

        if (action.Verb == Verbs.OfferEdit)
        {
            return Replies.Say($"Change {OfferWords.Title(offer)}. Running periods keep their terms.") with
            {
                Form = OfferFields.Form(ActionId.Write(Verbs.OfferEdit, offer.Id), "Change the offer", offer),
            };
        }

        return await SellAsync(turn, offer, action.Verb == Verbs.OfferSell, cancellationToken);
    }

    public override async Task<ChatReply> SubmittedAsync(
        ChatTurn turn, ActionId action, CommandWords fields, CancellationToken cancellationToken)
    {
        if (await FindAsync(turn, action, cancellationToken) is not { } offer)
        {
            return Replies.UnknownButton();
        }

        var again = ChatButton.Press("Fill in again", ActionId.Write(Verbs.OfferEdit, offer.Id), ChatButtonStyle.Primary);
        var (typed, problems) = OfferFields.Read(fields, assets);
        if (typed is null)
        {
            return Replies.Say(["Nothing was changed:", .. problems]).With(again);
        }

        if (typed.Price.Asset.Mint != offer.TokenMint)
        {
            return Replies.Say(
                $"This offer is sold in {offer.AssetSymbol}, and that cannot be changed; nothing was saved.",
                "Archive it and create a new one for another asset.").With(again);
        }

        var outcome = await edit.HandleAsync(
            turn.MerchantId, offer.Id,
            new ProductEdit
            {
                Title = typed.Title,
                Description = typed.Description,
                AmountMinorUnits = typed.Price.MinorUnits,
                Billing = typed.Billing(offer, turn.TimeZone),
                GracePeriodDays = typed.Unit == BillingUnit.Lifetime ? 0 : typed.GraceDays,
            },
            turn.Actor, cancellationToken);
        return outcome is ProductOutcome.Saved saved
            ? await OfferReplies.CardAsync(
                turn, saved.Product, "Saved. Open payment pages and running periods keep the terms they have.",
                cancellationToken)
            : OfferReplies.Answer(outcome, "Nothing was changed:").With(again);
    }

    private async Task<ChatReply> SellAsync(
        ChatTurn turn, Product offer, bool isOnSale, CancellationToken cancellationToken)
    {
        var outcome = await pause.HandleAsync(
            turn.MerchantId, offer.Id, !isOnSale, turn.Actor, cancellationToken);
        return outcome is ProductOutcome.Saved saved
            ? await OfferReplies.CardAsync(
                turn, saved.Product,
                isOnSale ? "It is on sale now." : "It is paused: nobody can buy or renew it. What runs goes on.",
                cancellationToken)
            : OfferReplies.Answer(outcome, "Nothing was changed:");
    }

    private static Task<Product?> FindAsync(ChatTurn turn, ActionId action, CancellationToken cancellationToken) =>
        action.Names<ProductId>(out var productId)
            ? turn.Db.Products.SingleOrDefaultAsync(
                row => row.Id == productId && row.MerchantId == turn.MerchantId, cancellationToken)
            : Task.FromResult<Product?>(null);
}
