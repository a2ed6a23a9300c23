using HiltBot.Engine.Merchants;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Chat.Commands;

/// <summary><c>/staff add</c>: gives somebody a role, or another one.</summary>
internal sealed class StaffAddCommand(SetStaff set) : ChatCommand
{
    public override async Task<ChatReply> SaidAsync(
        ChatTurn turn, CommandWords words, CancellationToken cancellationToken)
    {
        if (!EnumText.TryParse<StaffRole>(words.Line("role").ToUpperInvariant(), out var role))
        {
            return Replies.Say("A role is support, manager or owner; nothing was changed.");
        }

        var person = await People.FindAsync(turn, words.Line("member"), cancellationToken);
        return Answer(
            await set.HandleAsync(
                turn.MerchantId, new StaffAccount(turn.Platform, person.AccountId, person.Display), role, turn.Actor,
                cancellationToken),
            person.Display);
    }

    internal static ChatReply Answer(StaffOutcome outcome, string member) => outcome switch
    {
        StaffOutcome.Set set => Replies.Say(
            $"{member} is {Texts.Role(set.Member?.Role ?? StaffRole.Support)} now.",
            "Support looks and answers, managers also make offers, gift and revoke, owners also decide about money, " +
            "wallet and staff."),
        StaffOutcome.Removed => Replies.Say($"{member} is not on the staff any more."),
        StaffOutcome.UnknownMember => Replies.Say($"{member} is not on the staff; nothing was changed."),
        StaffOutcome.NotAllowed notAllowed => Replies.Say(notAllowed.Why),
        StaffOutcome.LastOwner => Replies.Say(
            "A workspace keeps at least one owner, so nothing was changed.", "Make somebody else owner first."),
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "An outcome without words."),
    };
}
