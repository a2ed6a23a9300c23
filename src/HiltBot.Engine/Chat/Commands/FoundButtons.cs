using HiltBot.Engine.Products;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Chat.Commands;

/// <summary>Keep or adopt roles that people had before their membership opened them (design section 4).</summary>
internal sealed class FoundButtons(EditProduct edit) : ChatCommand
{
    public override async Task<ChatReply> PressedAsync(
        ChatTurn turn, ActionId action, CancellationToken cancellationToken)
    {
        FoundRule? rule = action.More switch
        {
            "keep" => FoundRule.Keep,
            "adopt" => FoundRule.Adopt,
            _ => null,
        };
        if (rule is null || !action.Names<ProductId>(out var productId))
        {
            return Replies.UnknownButton();
        }

        var outcome = await edit.HandleAsync(
            turn.MerchantId, productId, new ProductEdit { FoundRule = rule }, turn.Actor, cancellationToken);
        return outcome is ProductOutcome.Saved saved
            ? Replies.Say(rule == FoundRule.Keep
                ? $"{OfferWords.Title(saved.Product)}: roles that people had before stay when their membership ends."
                : $"{OfferWords.Title(saved.Product)}: roles that people had before end with their membership.")
            : OfferReplies.Answer(outcome, "Nothing was changed:");
    }
}
