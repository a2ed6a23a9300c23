using HiltBot.Engine.Notices;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Chat;

/// <summary>Notices as the buyer reads them: what happened, until when, what comes next, what they can do.</summary>
internal static class BuyerNotices
{
    public static ChatReply Of(NoticeKind kind, NoticeFacts facts, MerchantId merchantId)
    {
        var words = new NoticeWords(facts, merchantId);
        return kind switch
        {
            NoticeKind.AccessOpened => Replies.Say(
                words.Offer == words.Targets
                    ? $"You're in: {words.Targets} is open for you."
                    : $"You're in: {words.Offer} opens {words.Targets} for you.",
                words.AccessUntil, words.Text),
            NoticeKind.AccessWaitsForJoin => WaitsForJoin(words),
            NoticeKind.AccessFailed => Replies.Say(
                $"Your access to {words.Targets} could not be opened yet. {words.Problem}", words.Mend,
                "Your membership is safe and we keep trying.").With(words.SupportButton),
            NoticeKind.PaymentShort => Replies.Say(
                $"We received {words.Amount}{words.ForOffer}, but {words.Difference} is still missing.",
                words.Text, "Open the payment page again and send the rest; nothing that you paid is lost.")
                .With(words.PageButton("Pay the rest") ?? words.PayButton("Pay the rest"), words.SupportButton),
            NoticeKind.PaymentOver => Replies.Say(
                $"You paid {words.Difference} more than the price{words.ForOffer}.",
                $"{words.Merchant} can see it. Ask them if you want it back.").With(words.SupportButton),
            NoticeKind.PaymentUnmatched => Replies.Say(
                $"A payment of {words.Amount} arrived, but it could not be counted{words.ForOffer}.", words.Problem,
                words.Mend, $"{words.Merchant} can see it and decides what to do.").With(words.SupportButton),
            NoticeKind.PaymentUnserved => Replies.Say(
                $"Your payment of {words.Amount}{words.ForOffer} arrived, but meanwhile it stopped taking " +
                "new members, so nothing was opened for you.",
                $"{words.Merchant} was told and decides: they let you in, or send it back.")
                .With(words.SupportButton),
            NoticeKind.RefundAddressAsked => Replies.Say(
                $"{words.Merchant} wants to send {words.Amount} back to you{words.ForOffer}.",
                "Say where it shall go: open the page, connect a wallet of your own and sign there. That costs nothing. " +
                "An address of an exchange cannot sign, and money sent there may not reach you.")
                .With(words.PageButton("Say where it goes"), words.SupportButton),
            NoticeKind.RefundSent => Replies.Say(
                $"{words.Merchant} has sent {words.Amount} back to you{words.ForOffer}.",
                words.Text is { } to ? $"It went to {to}, and is final." : null).With(words.SupportButton),
            NoticeKind.Renewed => Replies.Say(
                $"Thank you: {words.Offer} is renewed{words.ForAmount}.", words.AccessUntil),
            NoticeKind.Reminder => Reminder(words),
            NoticeKind.CollectionAtRisk => Replies.Say(
                $"Your {words.Offer} renews by itself on {words.PeriodEnd}, and something stands in its way.", words.Text,
                "You keep your access until then.").With(words.StatusButton),
            NoticeKind.CollectionFailed => Replies.Say(
                $"The renewal of your {words.Offer} could not be collected.", words.Text,
                words.Facts.GraceEndsAt is null ? null : $"You keep access until {words.GraceEnd} while it is tried again.")
                .With(words.RenewButton, words.StatusButton),
            NoticeKind.ReapprovalRequired => Replies.Say(
                $"Your {words.Offer} no longer renews by itself.", words.Text, words.RunsUntil)
                .With(words.RenewButton, words.StatusButton),
            NoticeKind.GraceStarted => Replies.Say(
                $"Your {words.Offer} ended on {words.PeriodEnd}.",
                $"You keep access until {words.GraceEnd}; then it is closed. Renew, and you keep it.").With(words.RenewButton),
            NoticeKind.Ended => Replies.Say(
                $"Your {words.Offer} has ended, and your access to {words.Targets} closes.", words.EndedAt, words.Text,
                "You can come back whenever you like.").With(words.RenewButton),
            NoticeKind.Revoked => Replies.Say(
                $"{words.Merchant} has ended your {words.Offer}. Your access to {words.Targets} is closed.",
                words.Reason, "If you think this is a mistake, write to them.").With(words.SupportButton),
            NoticeKind.Gifted => Replies.Say(
                $"{words.Merchant} has given you {words.Offer}.", words.AccessUntil, words.Text,
                "Nothing is charged."),
            NoticeKind.SupportAnswered => Replies.Say(
                $"{words.Merchant} answered you:", words.Quote).With(words.ReplyButton),
            _ => StaffNotices.Of(kind, facts, merchantId),
        };
    }

    private static ChatReply WaitsForJoin(NoticeWords words)
    {
        var reply = Replies.Say(
            $"{words.Offer} is yours. One step is left: join, and {words.Targets} opens for you by itself.",
            words.Mend, words.AccessUntil);
        return words.Facts.InviteUrl is { Length: > 0 } invite
            ? reply.With(ChatButton.Open("Join now", invite))
            : reply.With(words.StatusButton);
    }

    private static ChatReply Reminder(NoticeWords words) =>
        words.Facts.RenewsByItself ? RenewsByItself(words) : RenewByHand(words);

    private static ChatReply RenewsByItself(NoticeWords words)
    {
        var days = words.Facts.OffsetDays is { } offset ? $" in {Texts.Count(offset, "day")}" : string.Empty;
        return Replies.Say(
            $"Your {words.Offer} renews by itself{days}, on {words.PeriodEnd}, from the wallet that you allowed it to.",
            "Keep enough in it. Whoever wants no more presses the button: nothing is collected then, and access stays " +
            "until that day.").With(words.StopButton, words.StatusButton);
    }

    private static ChatReply RenewByHand(NoticeWords words)
    {
        var days = words.Facts.OffsetDays is { } offset ? $" in {Texts.Count(offset, "day")}" : string.Empty;
        var grace = words.Facts.GraceEndsAt is null
            ? string.Empty
            : $"Without a renewal your access is closed after {words.GraceEnd}.";
        return Replies.Say(
            $"Your {words.Offer} ends{days}, on {words.PeriodEnd}. Nothing is charged by itself.",
            "Renew now and no day is lost: the new period starts where this one ends.", grace)
            .With(words.RenewButton, words.StopButton);
    }
}
