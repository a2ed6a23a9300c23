namespace HiltBot.Engine.Chat.Commands;

/// <summary><c>/start</c> without a link's payload: a greeting. With one it is routed to what the link means.</summary>
internal sealed class StartCommand : ChatCommand
{
    public override Task<ChatReply> SaidAsync(
        ChatTurn turn, CommandWords words, CancellationToken cancellationToken)
    {
        if (words.Has("payload"))
        {
            return Task.FromResult(Replies.Say(
                "This link does not lead anywhere any more.", "Say /join to see the offers, or /help."));
        }

        var help = HelpCommand.Of(turn);
        return Task.FromResult(turn.KnownMerchant is null
            ? help
            : help.With(ChatButton.Press(
                "See the offers", ActionId.Write(Verbs.Offers, turn.MerchantId), ChatButtonStyle.Primary)));
    }
}
