using HiltBot.Engine.Merchants;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Chat.Commands;

/// <summary>
/// Transactions that nobody here can read, below <c>/unmatched</c>: while one holds its account, an owner may
/// say that reading goes on without it.
/// </summary>
internal sealed class GoOnButton(ReleaseUnreadable release) : ChatCommand
{
    public static ChatReply Add(ChatTurn turn, UnmatchedPage page, ChatReply reply)
    {
        foreach (var item in page.Unreadable)
        {
            reply = reply
                .WithFacts(new ChatFact(
                    Texts.Date(item.SeenAt, turn.TimeZone),
                    $"Transaction {Texts.Short(item.Signature)} on {Texts.Short(item.Account)} cannot be read. " +
                    (item.HoldsAccount
                        ? "No membership that is paid there ends before it can."
                        : "Reading has gone on past it; I look at it again now and then.")))
                .With(item.HoldsAccount && turn.May(StaffAction.SettleMoney)
                    ? ChatButton.Press(
                        $"Go on without {Texts.Short(item.Signature)}",
                        ActionId.Write(Verbs.GoOn, turn.MerchantId, item.Id))
                    : null);
        }

        return reply;
    }

    public override async Task<ChatReply> PressedAsync(
        ChatTurn turn, ActionId action, CancellationToken cancellationToken) =>
        Id.TryFromOpaque<UnreadableId>(action.More, out var id)
            ? Answer(await release.HandleAsync(turn.MerchantId, id, turn.Actor, cancellationToken))
            : Replies.UnknownButton();

    internal static ChatReply Answer(ReleaseOutcome outcome) => outcome switch
    {
        ReleaseOutcome.Released => Replies.Say(
            "Reading goes on without it now. I look at it again later, and money in it is settled when it can be read."),
        ReleaseOutcome.HoldsNothing => Replies.Say("Nothing waits for it any more; nothing was changed."),
        ReleaseOutcome.NotAllowed no => Replies.Say(no.Why),
        ReleaseOutcome.UnknownTransaction => Replies.UnknownButton(),
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "An outcome without words."),
    };
}
