using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Chat.Commands;

/// <summary>The button "Pay ...": makes a fresh link for the asker alone (design section 4, Links).</summary>
internal sealed class PayButton(PayLinks links) : ChatCommand
{
    public override async Task<ChatReply> PressedAsync(
        ChatTurn turn, ActionId action, CancellationToken cancellationToken) =>
        action.Names<ProductId>(out var productId) &&
        await turn.Db.Products.SingleOrDefaultAsync(
            row => row.Id == productId && row.MerchantId == turn.MerchantId, cancellationToken) is { } offer
            ? await links.MakeAsync(turn, offer, cancellationToken)
            : Replies.UnknownButton();
}
