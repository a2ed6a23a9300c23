using HiltBot.Engine.Merchants;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Chat.Commands;

/// <summary>
/// <c>/start</c>: a greeting, or the way back to a checkout that somebody came from to be known. What else a link brings
/// along is routed to what it means.
/// </summary>
internal sealed class StartCommand(OneTimeCodes codes, PayLinks links) : ChatCommand
{
    private const string Return = $"{Verbs.Checkout}-";

    public override async Task<ChatReply> SaidAsync(
        ChatTurn turn, CommandWords words, CancellationToken cancellationToken)
    {
        var payload = words.Line("payload", ActionId.LengthMax);
        if (payload.StartsWith(Return, StringComparison.Ordinal))
        {
            return await ReturnAsync(turn, payload[Return.Length..], cancellationToken);
        }

        if (words.Has("payload"))
        {
            return NowhereAnyMore;
        }

        var help = HelpCommand.Of(turn);
        return turn.KnownMerchant is null
            ? help
            : help.With(ChatButton.Press(
                "See the offers", ActionId.Write(Verbs.Offers, turn.MerchantId), ChatButtonStyle.Primary));
    }

    private static ChatReply NowhereAnyMore => Replies.Say(
        "This link does not lead anywhere any more.", "Say /join to see the offers, or /help.");

    // The code says whose offer it is; that may be another merchant than the one of this chat.
    private async Task<ChatReply> ReturnAsync(ChatTurn turn, string code, CancellationToken cancellationToken)
    {
        turn.Db.ActsFor = null;
        switch (await codes.UseAsync(turn.Db, code, CodePurpose.ReturnToCheckout, cancellationToken))
        {
            case CodeUse.Used { ProductId: { } productId }:
                var offer = await turn.Db.Products.SingleOrDefaultAsync(row => row.Id == productId, cancellationToken);
                var merchant = offer is null
                    ? null
                    : await turn.Db.Merchants.SingleAsync(row => row.Id == offer.MerchantId, cancellationToken);
                turn.Db.ActsFor = merchant?.Id;
                return offer is null || merchant is null
                    ? NowhereAnyMore
                    : await links.MakeAsync(turn.In(merchant), offer, cancellationToken);
            case CodeUse.UsedAlready:
                return Replies.Say(
                    "This link was used already.", "Press the button on the payment page again for a fresh one.");
            case CodeUse.Expired:
                return Replies.Say(
                    "This link has run out; it works for 15 minutes.",
                    "Press the button on the payment page again for a fresh one.");
            default:
                return NowhereAnyMore;
        }
    }
}
