using HiltBot.Engine.Merchants;

namespace HiltBot.Engine.Chat.Commands;

/// <summary>
/// <c>/setup code</c>: a fresh one-time code for another server or group, for the owner's eyes alone.
/// </summary>
internal sealed class SetUpCodeCommand(GiveBindCode give) : ChatCommand
{
    public override async Task<ChatReply> SaidAsync(
        ChatTurn turn, CommandWords words, CancellationToken cancellationToken) =>
        Answer(await give.HandleAsync(turn.MerchantId, turn.Actor, cancellationToken), turn.TimeZone);

    public override async Task<ChatReply> PressedAsync(
        ChatTurn turn, ActionId action, CancellationToken cancellationToken) =>
        Answer(await give.HandleAsync(turn.MerchantId, turn.Actor, cancellationToken), turn.TimeZone);

    internal static ChatReply Answer(BindCodeOutcome outcome, string timeZone) => outcome switch
    {
        BindCodeOutcome.Given given => Replies.Say(
            "Invite me to the server or group that you want to connect. Then say this there:",
            $"/setup {given.Code}",
            "You need the right to manage that place, or ask somebody who has it to say it.",
            $"The code works once, until {Texts.Date(given.Until, timeZone)}, and I show it only here.",
            "Give it only to people you trust: where nobody is on your staff yet, whoever uses it becomes " +
            "an owner."),
        BindCodeOutcome.NotAllowed notAllowed => Replies.Say(notAllowed.Why, "No code was made."),
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "An outcome without words."),
    };
}
