using HiltBot.Engine.Notices;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Chat;

/// <summary>Notices as staff read them, in the alert channel or privately: who, what, and what to do about it.</summary>
internal static class StaffNotices
{
    public static ChatReply Of(NoticeKind kind, NoticeFacts facts, MerchantId merchantId)
    {
        var words = new NoticeWords(facts, merchantId);
        return kind switch
        {
            NoticeKind.AccessOpened => Replies.Say($"{words.Member} has access to {words.Targets}.", words.AccessUntil),
            NoticeKind.AccessWaitsForJoin => Replies.Say(
                $"{words.Member} has paid for {words.Offer} and still has to join; the access opens by itself then."),
            NoticeKind.AccessFailed => Replies.Say(
                $"{words.Member} has {words.Offer}, but {words.Targets} could not be opened.", words.Problem,
                words.Mend),
            NoticeKind.PaymentShort => Replies.Say(
                $"{words.Member} paid {words.Amount}{words.ForOffer}; {words.Difference} is missing. " +
                "Nothing is opened before the rest arrives."),
            NoticeKind.PaymentOver => Replies.Say(
                $"{words.Member} paid {words.Difference} more than the price{words.ForOffer}. The membership is " +
                "counted once; the excess is yours to return.", words.Text).With(words.RefundButton),
            NoticeKind.PaymentUnmatched => Replies.Say(
                $"{words.Amount} arrived and counts for nothing yet{words.FromMember}.", words.Problem, words.Mend)
                .With(words.UnmatchedButton, words.RefundButton),
            NoticeKind.PaymentUnserved => Replies.Say(
                $"{words.Member} paid {words.Amount}{words.ForOffer} on a page that was opened before it " +
                "stopped taking new members. No membership was made, and nothing is opened.",
                "Give it to them with /gift, or send the money back from your wallet. They were told that " +
                "you decide.").With(words.RefundPaidButton),
            NoticeKind.RefundAddressAsked => Replies.Say(
                $"{words.Member} was asked where {words.Amount} shall go that you send back."),
            NoticeKind.RefundSent => Replies.Say(
                $"{words.Amount} went back{words.FromMember}.", words.Text is { } to ? $"It went to {to}." : null),
            NoticeKind.Renewed or NoticeKind.MemberRenewed => Replies.Say(
                $"{words.Member} renewed {words.Offer}{words.ForAmount}.", words.RunsUntil),
            NoticeKind.Reminder => Replies.Say(
                $"{words.Member} was reminded that {words.Offer} ends on {words.PeriodEnd}."),
            NoticeKind.CollectionAtRisk => Replies.Say(
                $"Something stands in the way of the next renewal of {words.Offer} of {words.Member}.", words.Text),
            NoticeKind.CollectionFailed => Replies.Say(
                $"The renewal of {words.Offer} of {words.Member} could not be collected.", words.Text),
            NoticeKind.ReapprovalRequired => Replies.Say(
                $"{words.Offer} of {words.Member} no longer renews by itself.", words.Text, words.RunsUntil),
            NoticeKind.GraceStarted => Replies.Say(
                $"{words.Offer} of {words.Member} ended on {words.PeriodEnd}; access stays until {words.GraceEnd}."),
            NoticeKind.Ended or NoticeKind.MemberLapsed => Replies.Say(
                $"{words.Offer} of {words.Member} has ended; {words.Targets} closes.", words.EndedAt, words.Text),
            NoticeKind.Revoked => Replies.Say(
                $"{words.Offer} of {words.Member} was ended by staff; {words.Targets} is closed.", words.Reason),
            NoticeKind.Gifted => Replies.Say($"{words.Member} was given {words.Offer}.", words.RunsUntil, words.Text),
            NoticeKind.MemberJoined => Replies.Say(
                $"{words.Member} joined {words.Offer}{words.ForAmount}.", words.RunsUntil),
            NoticeKind.SupportAnswered => Replies.Say($"{words.Member} was answered:", words.Quote),
            NoticeKind.SupportAsked => Replies.Say(
                $"{words.Member} asks for help{words.AboutOffer}.", words.Quote).With(words.AnswerButtons),
            NoticeKind.JoinPanel => Panel(words),
            _ => OfPlace(kind, words),
        };
    }

    private static ChatReply Panel(NoticeWords words) => Replies.Say(
        words.Text ?? $"Become a member of {words.Merchant}.",
        "Press the button to see what there is. Only you see the answer, and you pay from your own wallet.")
        .With(words.OffersButton) with
    { IsOnlyForAsker = false };

    private static ChatReply CameIn(NoticeWords words) => words.Facts switch
    {
        { MemberDisplay: null } => Replies.Say(
            $"More people have come into {words.Place} without a membership. I stop naming each of them for an hour."),
        { Problem: not null } => Replies.Say(
            $"{words.Member} came into {words.Place} {words.Text} and has no membership, so I put them out."),
        _ => Replies.Say(
            $"{words.Member} came into {words.Place} {words.Text} and has no membership.",
            "They stay until you say otherwise.").With(words.NewcomerButtons),
    };

    private static ChatReply OfPlace(NoticeKind kind, NoticeWords words) => kind switch
    {
        NoticeKind.FoundOpen => Replies.Say(
            $"{words.Member} already had {words.Targets} before {words.Offer} opened it. It stays as it is when the " +
            "membership ends.", "Choose for this offer: keep such roles, or adopt them, so that they end with the " +
            "membership.").With(words.FoundButtons),
        NoticeKind.CameInUnpaid => CameIn(words),
        NoticeKind.RightsLost => Replies.Say(
            $"Something in {words.Place} keeps me from opening and closing access there.", words.Problem,
            words.Mend == words.Problem ? null : words.Mend,
            "Nobody loses access through it, and payments go on. What is waiting is done as soon as it is " +
            "mended."),
        NoticeKind.RightsBack => Replies.Say(
            $"I can do my work in {words.Place} again. What was waiting is being done now.", words.Text),
        NoticeKind.CommunityLost => Replies.Say(
            $"I was removed from {words.Place}. Sales for it have stopped; nobody's membership was ended.", words.Problem,
            words.Mend ?? "Invite me again: everything goes on where it stopped. /setup there shows what is " +
            "missing."),
        NoticeKind.BrakeTripped => Replies.Say(
            $"{words.PeopleCount} would lose access in {words.Place} now. That is unusual, so nobody was removed.",
            words.Problem, words.Members, words.Text,
            "Remove them, or keep them? Without an answer they keep access, and I ask again tomorrow.")
            .With(words.BrakeButtons),
        NoticeKind.WalletChanged => Replies.Say(
            $"{words.WhoChanged} the payout wallet{words.OfOffer}. New payments go to:", words.Text,
            "Payment pages that are open already still pay into the old one, which is watched for 90 more " +
            "days.",
            "If this surprises you, ask the owners now: one of them can change it back with /setup wallet."),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "A notice without words."),
    };
}
