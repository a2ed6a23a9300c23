using HiltBot.Engine.Merchants;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Chat.Commands;

/// <summary>
/// <c>/unmatched</c>: money that arrived and counts for nothing yet, with what can be done about it. Nothing that arrived is
/// ever dropped (design section 4, Settlement).
/// </summary>
internal sealed class UnmatchedCommand(ListUnmatched list, SettleUnmatched settle) : ChatCommand
{
    private const int PageSize = 5;

    public override Task<ChatReply> SaidAsync(
        ChatTurn turn, CommandWords words, CancellationToken cancellationToken) =>
        ShowAsync(turn, null, cancellationToken);

    public override async Task<ChatReply> PressedAsync(
        ChatTurn turn, ActionId action, CancellationToken cancellationToken)
    {
        TransferId? named = Id.TryFromOpaque<TransferId>(action.More, out var id) ? id : null;
        if (action.Verb == Verbs.Unmatched)
        {
            return await ShowAsync(turn, named, cancellationToken);
        }

        if (named is not { } transferId)
        {
            return Replies.UnknownButton();
        }

        var outcome = await settle.HandleAsync(
            turn.MerchantId, transferId, new SettleChoice.ForItsSession(), turn.Actor, cancellationToken);
        return outcome is SettleOutcome.NoSession
            ? Replies.Say("For whom does this money count?") with { Form = Form(turn, transferId) }
            : Answer(outcome);
    }

    public override async Task<ChatReply> SubmittedAsync(
        ChatTurn turn, ActionId action, CommandWords fields, CancellationToken cancellationToken)
    {
        if (!Id.TryFromOpaque<TransferId>(action.More, out var transferId) || action.Verb != Verbs.Settle)
        {
            return Replies.UnknownButton();
        }

        var person = await People.FindAsync(turn, fields.Line("member"), cancellationToken);
        if (person.Buyer is not { } buyer)
        {
            return People.Unknown(person);
        }

        if (await Offers.FindAsync(turn, fields.Line("offer"), cancellationToken) is not { } offer)
        {
            return Answer(new SettleOutcome.UnknownProduct());
        }

        return Answer(await settle.HandleAsync(
            turn.MerchantId, transferId, new SettleChoice.ForMember(offer.Id, buyer.Id), turn.Actor,
            cancellationToken));
    }

    internal static ChatReply Answer(SettleOutcome outcome) => outcome switch
    {
        SettleOutcome.Settled => Replies.Say(
            "Counted: the payment is confirmed, the membership runs, and a receipt was made. They are told."),
        SettleOutcome.SetAside => Replies.Say("Set aside: it is listed as other income now, and counts for nobody."),
        SettleOutcome.AlreadyCounted => Replies.Say("This money counts for a payment already; nothing was changed."),
        SettleOutcome.NothingToSettle => Replies.Say(
            "There is no money of yours behind this: the transaction failed, or it went to another account."),
        SettleOutcome.BeingReturned => Replies.Say(
            "This money is being sent back, or went back already, so it counts for nobody.",
            "Withdraw it on its page first, if it has not been signed."),
        SettleOutcome.NoSession => Replies.Say(
            "This money carries no mark of a payment of yours. Say for whom it counts."),
        SettleOutcome.UnknownProduct => Replies.Say(
            "There is no such offer, so nothing was counted.", "Say /offer list to see what there is."),
        SettleOutcome.UnknownBuyer => Replies.Say("This person is not known here, so nothing was counted."),
        SettleOutcome.OtherAsset => Replies.Say(
            "This offer is sold in another asset, so the money cannot count for it.",
            "Send it back to the payer, or choose another offer."),
        SettleOutcome.SoldOut => Replies.Say(
            "This offer is sold out, so nothing was counted.", "Raise the number of places, or send the money back."),
        SettleOutcome.UnknownTransfer => Replies.UnknownButton(),
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "An outcome without words."),
    };

    private async Task<ChatReply> ShowAsync(ChatTurn turn, TransferId? before, CancellationToken cancellationToken)
    {
        var page = await list.HandleAsync(turn.MerchantId, before, PageSize, cancellationToken);
        var income = page.OtherIncome.Where(one => one.Count > 0 || one.DustCount > 0).Select(Income).ToList();
        if (page.Items.Count == 0)
        {
            return GoOnButton.Add(turn, page, Replies.Say(
                before is null ? "Everything that arrived with a mark is counted." : "There is no more.",
                before is null && income.Count > 0 ? "Besides that, your wallets received:" : null)
                .WithFacts(before is null ? income : []));
        }

        var reply = Replies.Say("This money arrived and counts for nothing yet, newest first:");
        foreach (var item in page.Items)
        {
            reply = reply
                .WithFacts(new ChatFact(
                    Texts.Date(item.BlockTime ?? item.RecordedAt, turn.TimeZone),
                    $"{Amount(item)}: {VerdictWords.Of(item.Verdict)}{From(item)}"))
                .With(item.CanBeSettled && turn.May(StaffAction.SettleMoney)
                    ? ChatButton.Press(
                        PlainText.Line(item.Concerns is null ? $"{Amount(item)}: choose for whom" : $"Count {Amount(item)}", 60),
                        ActionId.Write(Verbs.Settle, turn.MerchantId, item.Id))
                    : null,
                    item.CanBeSettled && turn.May(StaffAction.SettleMoney)
                    ? ChatButton.Press(
                        PlainText.Line($"Send {Amount(item)} back", 60),
                        ActionId.Write(Verbs.Refund, turn.MerchantId, item.Id))
                    : null);
        }

        return GoOnButton.Add(turn, page, reply.WithFacts(before is null ? income : [])).With(page.Next is { } next
            ? ChatButton.Press("More", ActionId.Write(Verbs.Unmatched, turn.MerchantId, next))
            : null);
    }

    private static string Amount(UnmatchedTransfer item) => item.Asset is { } asset
        ? new Money(item.AmountMinorUnits, asset).ToString()
        : $"{item.AmountMinorUnits} units of {Texts.Short(item.TokenMint)}";

    private static string From(UnmatchedTransfer item) =>
        item.PayerWallet is { } payer ? $" From {Texts.Short(payer)}." : string.Empty;

    private static ChatFact Income(OtherIncome income) => new(
        $"Other income of {Texts.Short(income.Account)}",
        $"{new Money(income.AmountMinorUnits, income.Asset)} in {Texts.Count(income.Count, "transfer")}" +
        (income.DustCount > 0 ? $", and {Texts.Count(income.DustCount, "speck")} of dust" : string.Empty));

    private static ChatForm Form(ChatTurn turn, TransferId transferId) => new(
        ActionId.Write(Verbs.Settle, turn.MerchantId, transferId), "For whom does it count?",
        [
            new ChatField("member", "Member (name or account id)", LengthMax: 80),
            new ChatField("offer", "Offer", LengthMax: 80),
        ]);
}
