using HiltBot.Engine.Buyers;

namespace HiltBot.Engine.Chat.Commands;

/// <summary><c>/block</c>: somebody cannot buy here any more, and hears it before they pay. What they have runs on.</summary>
internal sealed class BlockCommand(BlockBuyer block) : ChatCommand
{
    private const int ReasonMax = 200;

    public override async Task<ChatReply> SaidAsync(
        ChatTurn turn, CommandWords words, CancellationToken cancellationToken)
    {
        var person = await People.FindAsync(turn, words.Line("member"), cancellationToken);

        // Somebody who never bought anything can be blocked too: that is when it is wanted most.
        var buyer = person.Buyer ?? await BuyerDirectory.FindOrMakeAsync(
            turn.Db, turn.MerchantId, turn.Platform, person.AccountId, person.Display, turn.Now, cancellationToken);
        var reason = words.Line("reason", ReasonMax);
        return Answer(
            await block.HandleAsync(
                turn.MerchantId, buyer.Id, reason.Length == 0 ? null : reason, turn.Actor, cancellationToken),
            person.Display);
    }

    internal static ChatReply Answer(BlockOutcome outcome, string member) => outcome switch
    {
        BlockOutcome.Done => Replies.Say(
            $"{member} is blocked: they cannot buy here, and hear it before they pay.",
            "Memberships that run go on; say /revoke to end them, or /unblock to take this back."),
        BlockOutcome.NotAllowed notAllowed => Replies.Say(notAllowed.Why),
        BlockOutcome.UnknownBuyer => Replies.Say("This person is not known here; nothing was changed."),
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "An outcome without words."),
    };
}
