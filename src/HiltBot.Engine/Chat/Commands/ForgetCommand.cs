using HiltBot.Engine.Buyers;
using HiltBot.Engine.Memberships;
using HiltBot.Engine.Storage;

namespace HiltBot.Engine.Chat.Commands;

/// <summary><c>/forget</c>: says what goes and what stays, and does it when that is confirmed.</summary>
internal sealed class ForgetCommand(ForgetBuyer forget) : ChatCommand
{
    public override async Task<ChatReply> SaidAsync(
        ChatTurn turn, CommandWords words, CancellationToken cancellationToken)
    {
        if (await turn.FindBuyerAsync(cancellationToken) is not { } buyer)
        {
            return Nothing();
        }

        var running = await RunningAsync(turn, buyer, cancellationToken);
        return Replies.Say(
            $"This is what {PlainText.Name(turn.Merchant.Name)} forgets about you: your names here, your accounts on " +
            "every platform, and which wallets are yours.",
            "What stays: payments and receipts, without your name, because they are the books. What stands on the " +
            "public ledger is not ours to remove.",
            running.Count == 0
                ? null
                : $"You still have {Texts.List(running)}. That goes on to its paid end; your account ids are kept until " +
                  "then, because access needs them, and you will get no more messages under your name.",
            "This cannot be undone.")
            .With(ChatButton.Press(
                "Forget me", ActionId.Write(Verbs.ForgetYes, turn.MerchantId), ChatButtonStyle.Danger));
    }

    public override async Task<ChatReply> PressedAsync(
        ChatTurn turn, ActionId action, CancellationToken cancellationToken) =>
        await turn.FindBuyerAsync(cancellationToken) is { } buyer
            ? Answer(await forget.HandleAsync(
                turn.MerchantId, buyer.Id, isConfirmed: true, Actor.Buyer(buyer.Id.ToString()), cancellationToken))
            : Nothing();

    internal static ChatReply Answer(ForgetOutcome outcome) => outcome switch
    {
        ForgetOutcome.Forgotten => Replies.Say("Done. Nothing here names you any more."),
        ForgetOutcome.ForgottenSoon soon => Replies.Say(
            "Done: your names are gone.",
            $"Your account ids go when {List(soon.Running)} has ended, because access needs them until then."),
        ForgetOutcome.AsksFirst asks => Replies.Say(
            $"You still have {List(asks.Running)}, so nothing was forgotten yet.", "Say /forget to see what happens."),
        ForgetOutcome.UnknownBuyer => Nothing(),
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "An outcome without words."),
    };

    private static ChatReply Nothing() => Replies.Say("Nothing is known about you here, so there is nothing to forget.");

    private static string List(IReadOnlyList<RunningMembership>? running) => running is not { Count: > 0 }
        ? "what you paid for"
        : Texts.List(running.Select(one =>
            $"{PlainText.Line(one.ProductTitle, PlainText.TitleMax)} ({Until(one.PeriodEndAt, one.TimeZone)})").ToList());

    private static string Until(DateTimeOffset? end, string timeZone) =>
        end is { } instant ? $"until {Texts.Date(instant, timeZone)}" : "without end";

    private static async Task<IReadOnlyList<string>> RunningAsync(
        ChatTurn turn, Buyer buyer, CancellationToken cancellationToken)
    {
        var mine = await MyMemberships.AllAsync(turn, buyer, cancellationToken);
        return mine.Where(one => one.Membership.Status != MembershipStatus.Expired)
            .Select(one =>
                $"{OfferWords.Title(one.Product)} ({Until(one.Membership.CurrentPeriodEndAt, one.Product.BillingTimeZone)})")
            .ToList();
    }
}
