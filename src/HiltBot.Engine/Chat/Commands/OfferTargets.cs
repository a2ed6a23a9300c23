using System.Security.Cryptography;
using System.Text;
using HiltBot.Engine.Products;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Chat.Commands;

/// <summary>
/// What an offer opens: roles and chats of the workspace's places, added and taken away by menus. A line is named by a short
/// fingerprint of its target, because target ids do not fit into every platform's buttons.
/// </summary>
internal sealed class OfferTargets(EditProduct edit) : ChatCommand
{
    private const int MenuMax = 25;

    private const int FingerprintLength = 10;

    public override async Task<ChatReply> PressedAsync(
        ChatTurn turn, ActionId action, CancellationToken cancellationToken)
    {
        if (await FindAsync(turn, action, cancellationToken) is not { } offer)
        {
            return Replies.UnknownButton();
        }

        var open = await Offers.TargetsAsync(turn, offer.Id, cancellationToken);
        return action.Verb == Verbs.OfferCloses
            ? AskToClose(offer, open)
            : AskToOpen(turn, offer, open, $"{OfferWords.Title(offer)} opens {Wording.Opens(open)}.");
    }

    public override async Task<ChatReply> ChosenAsync(
        ChatTurn turn, ActionId action, string value, CancellationToken cancellationToken)
    {
        if (await FindAsync(turn, action, cancellationToken) is not { } offer)
        {
            return Replies.UnknownButton();
        }

        var open = await Offers.TargetsAsync(turn, offer.Id, cancellationToken);
        return action.Verb == Verbs.OfferCloses
            ? await CloseAsync(turn, offer, open, value, cancellationToken)
            : await OpenAsync(turn, offer, open, value, cancellationToken);
    }

    /// <summary>After a new offer was saved: it goes on sale when it opens something.</summary>
    internal static ChatReply AskFirst(ChatTurn turn, Product offer) => AskToOpen(
        turn, offer, [],
        $"{OfferWords.Title(offer)} is saved for {OfferWords.Price(offer)}. Choose what it opens, and it goes on sale.");

    private async Task<ChatReply> OpenAsync(
        ChatTurn turn, Product offer, IReadOnlyList<ProductTarget> open, string value,
        CancellationToken cancellationToken)
    {
        var chosen = Choices(turn, open).FirstOrDefault(choice => Fingerprint(choice.Target) == value);
        if (chosen.Target is null)
        {
            return Replies.Say("That is not there any more. Press \"What it opens\" again to see what is.");
        }

        // A new offer was only waiting for this.
        var isFirst = open.Count == 0 && offer.Status == ProductStatus.Paused;
        var outcome = await edit.HandleAsync(
            turn.MerchantId, offer.Id,
            new ProductEdit
            {
                Targets = [.. open.Select(Again), chosen.Target],
                Status = isFirst ? ProductStatus.Active : null,
            },
            turn.Actor, cancellationToken);
        return outcome is ProductOutcome.Saved saved
            ? await OfferReplies.CardAsync(
                turn, saved.Product,
                isFirst ? "It is on sale now." : "Saved. Present members get it too, in a moment.", cancellationToken)
            : OfferReplies.Answer(outcome, "Nothing was changed:");
    }

    private async Task<ChatReply> CloseAsync(
        ChatTurn turn, Product offer, IReadOnlyList<ProductTarget> open, string value,
        CancellationToken cancellationToken)
    {
        var left = open.Where(target => Fingerprint(Again(target)) != value).Select(Again).ToList();
        if (left.Count == open.Count)
        {
            return Replies.Say("That is not part of the offer any more.");
        }

        var isEmpty = left.Count == 0 && offer.Status == ProductStatus.Active;
        var outcome = await edit.HandleAsync(
            turn.MerchantId, offer.Id,
            new ProductEdit { Targets = left, Status = isEmpty ? ProductStatus.Paused : null }, turn.Actor,
            cancellationToken);
        return outcome is ProductOutcome.Saved saved
            ? await OfferReplies.CardAsync(
                turn, saved.Product,
                isEmpty
                    ? "Saved. It opens nothing now, so it is paused: nobody can buy it."
                    : "Saved. Present members lose it; if they are many, I ask you first.",
                cancellationToken)
            : OfferReplies.Answer(outcome, "Nothing was changed:");
    }

    private static ChatReply AskToOpen(
        ChatTurn turn, Product offer, IReadOnlyList<ProductTarget> open, string first)
    {
        var choices = Choices(turn, open).ToList();
        var good = choices.Where(choice => choice.Problem is null).Take(MenuMax).ToList();
        var reply = Replies.Say(
        [
            first,
            good.Count > 0
                ? "Choose a role or chat that it opens:"
                : "I see no role or chat that could be added. Connect a place with /setup code, or look with " +
                  "/setup what is missing.",
            .. choices.Where(choice => choice.Problem is not null)
                .Select(choice => $"{choice.Label} cannot be sold yet: {choice.Problem}"),
        ]);
        return reply.With(open.Count == 0
            ? null
            : ChatButton.Press("Take something away", ActionId.Write(Verbs.OfferCloses, offer.Id))) with
        {
            Menu = good.Count == 0
                ? null
                : new ChatMenu(
                    ActionId.Write(Verbs.OfferOpens, offer.Id), "Choose what it opens",
                    good.Select(choice => new ChatMenuLine(
                        Fingerprint(choice.Target!), choice.Label, choice.Place)).ToList()),
        };
    }

    private static ChatReply AskToClose(Product offer, IReadOnlyList<ProductTarget> open) => open.Count == 0
        ? Replies.Say($"{OfferWords.Title(offer)} opens nothing yet.")
        : Replies.Say(
            $"What should {OfferWords.Title(offer)} not open any more? Present members lose it; if they are many, I ask " +
            "you first.") with
        {
            Menu = new ChatMenu(
                ActionId.Write(Verbs.OfferCloses, offer.Id), "Choose what to take away",
                open.Select(target => new ChatMenuLine(
                    Fingerprint(Again(target)), Wording.Label(target), Texts.PlatformName(target.Platform))).ToList()),
        };

    private static IEnumerable<(NewTarget? Target, string Label, string Place, string? Problem)> Choices(
        ChatTurn turn, IReadOnlyList<ProductTarget> open) =>
        from place in turn.Views
        from target in place.Value.Targets
        where !open.Any(known => known.Platform == place.Key.Platform && known.TargetId == target.TargetId)
        let label = PlainText.Line(target.Label, PlainText.TitleMax)
        orderby place.Key.Platform, label
        select ((NewTarget?)new NewTarget(place.Key.Platform, target.TargetId, label), label,
            PlainText.Line(place.Value.Title, PlainText.TitleMax), target.Problem);

    private static NewTarget Again(ProductTarget target) => new(target.Platform, target.TargetId, target.Label);

    private static string Fingerprint(NewTarget? target) => target is null
        ? string.Empty
        : Convert.ToHexStringLower(SHA256.HashData(
            Encoding.UTF8.GetBytes($"{EnumText.Of(target.Platform)} {target.TargetId}")))[..FingerprintLength];

    private static Task<Product?> FindAsync(ChatTurn turn, ActionId action, CancellationToken cancellationToken) =>
        action.Names<ProductId>(out var productId)
            ? turn.Db.Products.SingleOrDefaultAsync(
                row => row.Id == productId && row.MerchantId == turn.MerchantId, cancellationToken)
            : Task.FromResult<Product?>(null);
}
