using HiltBot.Engine.Buyers;

namespace HiltBot.Engine.Chat.Commands;

/// <summary><c>/unblock</c>: somebody can buy here again.</summary>
internal sealed class UnblockCommand(UnblockBuyer unblock) : ChatCommand
{
    public override async Task<ChatReply> SaidAsync(
        ChatTurn turn, CommandWords words, CancellationToken cancellationToken)
    {
        var person = await People.FindAsync(turn, words.Line("member"), cancellationToken);
        return person.Buyer is { } buyer
            ? Answer(
                await unblock.HandleAsync(turn.MerchantId, buyer.Id, turn.Actor, cancellationToken), person.Display)
            : People.Unknown(person);
    }

    internal static ChatReply Answer(BlockOutcome outcome, string member) => outcome switch
    {
        BlockOutcome.Done => Replies.Say($"{member} is not blocked: they can buy here."),
        BlockOutcome.NotAllowed notAllowed => Replies.Say(notAllowed.Why),
        BlockOutcome.UnknownBuyer => Replies.Say("This person is not known here; nothing was changed."),
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "An outcome without words."),
    };
}
