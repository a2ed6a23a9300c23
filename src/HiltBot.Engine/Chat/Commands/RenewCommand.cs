namespace HiltBot.Engine.Chat.Commands;

/// <summary><c>/renew</c>: the next period of what the asker has; paid early, it starts where the present one ends.</summary>
internal sealed class RenewCommand(PayLinks links) : ChatCommand
{
    public override async Task<ChatReply> SaidAsync(
        ChatTurn turn, CommandWords words, CancellationToken cancellationToken)
    {
        if (await turn.FindBuyerAsync(cancellationToken) is not { } buyer)
        {
            return Wording.NoMembership(turn);
        }

        var all = await MyMemberships.AllAsync(turn, buyer, cancellationToken);
        var mine = MyMemberships.Named(all, words.Line("offer"))
            .Where(one => MembershipWords.CanRenew(one.Membership)).ToList();
        return mine.Count switch
        {
            0 when all.Count == 0 => Wording.NoMembership(turn),
            0 => Replies.Say("There is nothing to renew: what you have does not end.", "Say /status to see it."),
            1 => await RenewAsync(turn, mine[0], cancellationToken),
            _ => Replies.Say("Which one do you want to renew?").With(mine.Take(10).Select(one => ChatButton.Press(
                OfferWords.Title(one.Product), ActionId.Write(Verbs.Renew, one.Membership.Id))).ToList()),
        };
    }

    public override async Task<ChatReply> PressedAsync(
        ChatTurn turn, ActionId action, CancellationToken cancellationToken) =>
        await MyMemberships.OwnAsync(turn, action, cancellationToken) is { } mine
            ? await RenewAsync(turn, mine, cancellationToken)
            : Replies.NotYours();

    private async Task<ChatReply> RenewAsync(ChatTurn turn, MyMembership mine, CancellationToken cancellationToken)
    {
        if (!MembershipWords.CanRenew(mine.Membership))
        {
            return Replies.Say(
                $"{OfferWords.Title(mine.Product)} does not end. There is nothing to pay.", "Say /status to see it.");
        }

        var reply = await links.MakeAsync(turn, mine.Product, cancellationToken);
        return reply.WithFacts(new ChatFact(
            "Your membership", MembershipWords.Standing(mine.Membership, mine.Product.BillingTimeZone)));
    }
}
