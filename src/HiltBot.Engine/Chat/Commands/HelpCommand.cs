namespace HiltBot.Engine.Chat.Commands;

/// <summary><c>/help</c>: what can be said; staff see their commands too.</summary>
internal sealed class HelpCommand : ChatCommand
{
    public override Task<ChatReply> SaidAsync(
        ChatTurn turn, CommandWords words, CancellationToken cancellationToken) => Task.FromResult(Of(turn));

    internal static ChatReply Of(ChatTurn turn)
    {
        var shown = CommandList.All.Where(spec => spec.Name != "start" &&
            (spec.Audience == CommandAudience.Buyer || IsForThem(turn, spec)));
        var reply = Replies.Say(
            turn.KnownMerchant is { } merchant
                ? $"I look after memberships of {PlainText.Name(merchant.Name)}. You can say:"
                : "I look after paid memberships. You can say:",
            turn.KnownMerchant is null && !turn.IsPrivate
                ? "This place is not connected to a workspace yet: somebody who manages it can say /setup."
                : null);
        return reply.WithFacts(shown.Select(spec => new ChatFact("/" + spec.Name, spec.Description)).ToList());
    }

    private static bool IsForThem(ChatTurn turn, CommandSpec spec) =>
        CommandTable.FindCommand(spec.Name) is { } entry &&
        (entry.Right is { } right
            ? turn.May(right)
            : turn.Staff is not null || (turn.KnownMerchant is null && turn.Person.MayManageCommunity));
}
