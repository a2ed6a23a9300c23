using HiltBot.Engine.Access;
using HiltBot.Engine.Merchants;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Chat.Commands;

/// <summary>How buyers get into a place that is entered by a link, and what happens to those who come in otherwise.</summary>
internal sealed class SetUpEntryButtons(ChooseEntry choose) : ChatCommand
{
    private const string Ask = "ask";
    private const string Once = "once";
    private const string Report = "report";
    private const string Remove = "remove";

    public override async Task<ChatReply> PressedAsync(
        ChatTurn turn, ActionId action, CancellationToken cancellationToken)
    {
        EntryWay? way = action.More switch { Ask => EntryWay.JoinRequest, Once => EntryWay.SingleUse, _ => null };
        NewcomerRule? rule = action.More switch
        {
            Report => NewcomerRule.Report,
            Remove => NewcomerRule.Remove,
            _ => null,
        };
        if (!action.Names<CommunityId>(out var communityId) || (action.More.Length > 0 && way is null && rule is null))
        {
            return Replies.UnknownButton();
        }

        return Answer(await choose.HandleAsync(
            turn.MerchantId, communityId, way, rule, turn.Actor, cancellationToken));
    }

    internal static ChatReply Answer(EntryOutcome outcome) => outcome switch
    {
        EntryOutcome.Set set => Show(set),
        EntryOutcome.UnknownCommunity => Replies.UnknownButton(),
        EntryOutcome.NotAllowed notAllowed => Replies.Say(notAllowed.Why, "Nothing was changed."),
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "An outcome without words."),
    };

    /// <summary>The button in <c>/setup</c> that leads here, for places that are entered by a link.</summary>
    public static ChatButton? Button(Community community) => community.Platform == Platform.Telegram
        ? ChatButton.Press("How people get in", ActionId.Write(Verbs.Entry, community.Id))
        : null;

    private static ChatReply Show(EntryOutcome.Set chosen)
    {
        var (asks, reports) =
            (chosen.Way == EntryWay.JoinRequest, chosen.Rule == NewcomerRule.Report);
        return Replies.Say(
            $"How people get into {PlainText.Line(chosen.Title, PlainText.TitleMax)}:",
            asks
                ? "Buyers get a link by which they ask to join, and I let in only the account that has paid. A shared " +
                  "link lets nobody in."
                : "Each buyer gets a link for one entry that runs out soon. If somebody else uses it, I put them out again.",
            reports
                ? "When somebody comes in another way and pays for nothing, they stay and I ask you."
                : "When somebody comes in another way and pays for nothing, I put them out and tell you. The brake holds " +
                  "it when it would be many.")
            .With(
                ChatButton.Press(
                    asks ? "Use links for one entry" : "Let buyers ask to join",
                    ActionId.Write(Verbs.Entry, chosen.CommunityId, asks ? Once : Ask)),
                ChatButton.Press(
                    reports ? "Put people out who do not pay" : "Only tell me of them",
                    ActionId.Write(Verbs.Entry, chosen.CommunityId, reports ? Remove : Report)));
    }
}
