using HiltBot.Engine.Access;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Chat.Commands;

/// <summary>Staff say whether somebody who came in without a membership stays.</summary>
internal sealed class NewcomerButtons(DecideNewcomer decide) : ChatCommand
{
    public override async Task<ChatReply> PressedAsync(
        ChatTurn turn, ActionId action, CancellationToken cancellationToken) =>
        action.More is "stay" or "go" && action.Names<SeatId>(out var seatId)
            ? Answer(await decide.HandleAsync(
                turn.MerchantId, seatId, action.More == "stay", turn.Actor, cancellationToken))
            : Replies.UnknownButton();

    internal static ChatReply Answer(NewcomerOutcome outcome) => outcome switch
    {
        NewcomerOutcome.Stays => Replies.Say("They stay, without paying, until they buy a membership or you say otherwise."),
        NewcomerOutcome.Goes => Replies.Say(
            "They are being put out now. They may come back as soon as they have a membership."),
        NewcomerOutcome.Pays => Replies.Say("They have a membership by now, so nothing was changed."),
        NewcomerOutcome.UnknownSeat => Replies.UnknownButton(),
        NewcomerOutcome.NotAllowed notAllowed => Replies.Say(notAllowed.Why, "Nothing was changed."),
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "An outcome without words."),
    };
}
