using HiltBot.Engine.Checkouts;
using HiltBot.Engine.Payments.Refunds;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Chat.Commands;

/// <summary>
/// "Send it back": prepares the transfer and gives the page on which the merchant's wallet signs it. Nothing
/// moves before that.
/// </summary>
internal sealed class RefundButtons(PrepareRefund prepare, PublicAddress address) : ChatCommand
{
    public override async Task<ChatReply> PressedAsync(
        ChatTurn turn, ActionId action, CancellationToken cancellationToken)
    {
        RefundWish? wish = action.Verb == Verbs.RefundPaid
            ? Id.TryFromOpaque<PaymentId>(action.More, out var paymentId) ? new RefundWish.OfPayment(paymentId) : null
            : Id.TryFromOpaque<TransferId>(action.More, out var transferId) ? new RefundWish.OfTransfer(transferId) : null;
        return wish is null
            ? Replies.UnknownButton()
            : Answer(await prepare.HandleAsync(turn.MerchantId, wish, turn.Actor, cancellationToken));
    }

    internal ChatReply Answer(PrepareRefundOutcome outcome) => outcome switch
    {
        PrepareRefundOutcome.Prepared { Refund: { } refund } => Replies.Say(
            $"{refund.Amount} is prepared to go back{To(refund)}. Nothing moves before the wallet that received it signs.",
            refund.ToWallet is null ? "Give this page only to the one who paid: " + address.To(refund.AddressPath) : null)
            .With(ChatButton.Open("Sign it in your wallet", address.To(refund.StaffPath))),
        PrepareRefundOutcome.NothingToReturn => Replies.Say(
            "Nothing of this money can be sent back: none came, none is left over, or it went back already."),
        PrepareRefundOutcome.UnknownMoney => Replies.UnknownButton(),
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "An outcome without words."),
    };

    private static string To(RefundView refund) => refund.ToWallet is { } wallet
        ? $" to {Texts.Short(wallet)}"
        : ", as soon as the payer says where to (it may have come from an exchange, which would not credit them)";
}
