using HiltBot.Engine.Access;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Chat.Commands;

/// <summary><c>/why</c>: the chain of facts behind somebody's access, in plain words.</summary>
internal sealed class WhyCommand(ExplainAccess explain) : ChatCommand
{
    private const int FactsMax = 12;

    public override async Task<ChatReply> SaidAsync(
        ChatTurn turn, CommandWords words, CancellationToken cancellationToken)
    {
        var person = await People.FindAsync(turn, words.Line("member"), cancellationToken);
        return person.Buyer is { } buyer
            ? await ExplainAsync(turn, buyer.Id, cancellationToken)
            : People.Unknown(person);
    }

    public override Task<ChatReply> PressedAsync(
        ChatTurn turn, ActionId action, CancellationToken cancellationToken) =>
        action.Names<BuyerId>(out var buyerId)
            ? ExplainAsync(turn, buyerId, cancellationToken)
            : Task.FromResult(Replies.UnknownButton());

    public async Task<ChatReply> ExplainAsync(ChatTurn turn, BuyerId buyerId, CancellationToken cancellationToken)
    {
        if (await explain.HandleAsync(turn.MerchantId, buyerId, cancellationToken) is not { } story)
        {
            return Replies.UnknownButton();
        }

        var newest = story.Facts.TakeLast(FactsMax).ToList();
        var member = PlainText.Name(story.Member);
        return Replies.Say(
        [
            story.Now.Count == 0 ? $"{member} has no membership here and never had one." : $"{member}, as it stands now:",
            .. story.Now.Select(line => PlainText.Line(line, PlainText.LineMax)),
            newest.Count == 0
                ? null
                : story.Facts.Count > newest.Count
                    ? $"What led there, the newest {newest.Count} of {story.Facts.Count} facts:"
                    : "What led there:",
        ]).WithFacts(newest.Select(fact => new ChatFact(
            Texts.Date(fact.At, turn.TimeZone), PlainText.Line(fact.Text, PlainText.LineMax))).ToList());
    }
}
