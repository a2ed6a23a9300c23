using HiltBot.Engine.Merchants;
using HiltBot.Engine.Notices;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Chat.Commands;

/// <summary><c>/setup panel</c>: a message with a Join button that stays in a channel.</summary>
internal sealed class SetUpPanelCommand : ChatCommand
{
    private const int MenuMax = 25;

    public override Task<ChatReply> SaidAsync(
        ChatTurn turn, CommandWords words, CancellationToken cancellationToken) =>
        turn.Community is { } community
            ? PostAsync(turn, community, words.Line("channel", SetUpPlaces.ChannelMax), cancellationToken)
            : Task.FromResult(Replies.UnknownButton());

    public override async Task<ChatReply> PressedAsync(
        ChatTurn turn, ActionId action, CancellationToken cancellationToken)
    {
        if (await SetUpPlaces.FindAsync(turn, action, cancellationToken) is not { } community)
        {
            return Replies.UnknownButton();
        }

        var view = SetUpPlaces.ViewOf(turn, community);
        return view is not { Channels.Count: > 0 }
            ? Replies.Say(
                "I see no channel here that I may write in, so there is nowhere to post it.",
                "Let me see a channel and write in it, then press the button again.")
            : Replies.Say("In which channel shall the Join button stand?") with
            {
                Menu = new ChatMenu(
                    ActionId.Write(Verbs.Panel, community.Id), "Choose a channel",
                    [.. SetUpPlaces.Lines(view, MenuMax)]),
            };
    }

    public override async Task<ChatReply> ChosenAsync(
        ChatTurn turn, ActionId action, string value, CancellationToken cancellationToken) =>
        await SetUpPlaces.FindAsync(turn, action, cancellationToken) is { } community
            ? await PostAsync(turn, community, value, cancellationToken)
            : Replies.UnknownButton();

    private static async Task<ChatReply> PostAsync(
        ChatTurn turn, Community community, string channel, CancellationToken cancellationToken)
    {
        if (!SetUpPlaces.Has(SetUpPlaces.ViewOf(turn, community), channel))
        {
            return Replies.Say(
                "I see no such channel here, so nothing was posted.", "Choose one that I may write in.");
        }

        // One panel for one order: what is delivered twice posts once.
        await turn.Db.OweAsync(
            turn.MerchantId,
            new NewNotice(
                $"panel:{EnumText.Of(turn.Platform)}:{turn.Request.UpdateId}", NoticeAudience.Channel,
                NoticeKind.JoinPanel,
                new NoticeFacts { MerchantName = turn.Merchant.Name, Channel = channel })
            {
                CommunityId = community.Id,
            },
            turn.Now, turn.RealNow, cancellationToken);
        return Replies.Say(
            "The Join button appears there in a moment. Pin it, so that everybody finds it.",
            "Delete the message when you do not want it any more.");
    }
}
