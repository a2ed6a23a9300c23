using HiltBot.Engine.Access;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Chat.Commands;

/// <summary>Staff answer a brake (rule 13): remove those people, or keep them.</summary>
internal sealed class BrakeButtons(DecideBrake decide) : ChatCommand
{
    public override async Task<ChatReply> PressedAsync(
        ChatTurn turn, ActionId action, CancellationToken cancellationToken)
    {
        BrakeDecision? decision = action.More switch
        {
            "remove" => BrakeDecision.Remove,
            "keep" => BrakeDecision.Keep,
            _ => null,
        };
        return decision is { } wanted && action.Names<BrakeId>(out var brakeId)
            ? Answer(await decide.HandleAsync(turn.MerchantId, brakeId, wanted, turn.Actor, cancellationToken))
            : Replies.UnknownButton();
    }

    internal static ChatReply Answer(BrakeOutcome outcome) => outcome switch
    {
        BrakeOutcome.Decided { Decision: BrakeDecision.Remove } decided => Replies.Say(
            $"Their access is being closed now: {Texts.Count(decided.Seats, "seat")}.",
            "Whoever pays for it meanwhile keeps it."),
        BrakeOutcome.Decided decided => Replies.Say(
            $"They keep their access: {Texts.Count(decided.Seats, "seat")}. I do not ask again about them."),
        BrakeOutcome.AlreadyDecided already => Replies.Say(already.Decision == BrakeDecision.Remove
            ? "This was decided already: remove."
            : "This was decided already: keep."),
        BrakeOutcome.UnknownBrake => Replies.UnknownButton(),
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "An outcome without words."),
    };
}
