using HiltBot.Engine.Merchants;

namespace HiltBot.Engine.Chat.Commands;

/// <summary>
/// <c>/setup private</c>: the channel beside which buyers are told what a private message could not bring them.
/// </summary>
internal sealed class SetUpPrivateCommand(ChooseChannel choose) : ChatCommand
{
    public override async Task<ChatReply> SaidAsync(
        ChatTurn turn, CommandWords words, CancellationToken cancellationToken)
    {
        if (turn.Community is not { } community)
        {
            return Replies.UnknownButton();
        }

        var channel = words.Has("channel") ? words.Line("channel", SetUpPlaces.ChannelMax) : null;
        if (channel is not null && !SetUpPlaces.Has(SetUpPlaces.ViewOf(turn, community), channel))
        {
            return Replies.Say(
                "I see no such channel here, so nothing was changed.", "Choose one that I may write in.");
        }

        return Answer(await choose.HandleAsync(
            turn.MerchantId, community.Id, ChannelUse.Private, channel, turn.Actor, cancellationToken));
    }

    internal static ChatReply Answer(ChannelOutcome outcome) => outcome switch
    {
        ChannelOutcome.Set { ChannelId: null } => Replies.Say(
            "From now on I write to buyers privately and nowhere else. Who takes no private messages sees what " +
            "is new with /status."),
        ChannelOutcome.Set => Replies.Say(
            "From now on I reach buyers who take no private messages beside that channel: in a private thread " +
            "that only they and those who may see private threads can read.",
            "I need the rights to create private threads and to write in them."),
        ChannelOutcome.NotAllowed notAllowed => Replies.Say(notAllowed.Why, "Nothing was changed."),
        ChannelOutcome.UnknownCommunity => Replies.UnknownButton(),
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "An outcome without words."),
    };
}
