using HiltBot.Engine.Merchants;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Chat.Commands;

/// <summary>
/// <c>/setup</c>: binds a place to a workspace by its one-time code, chooses the alert channel, and shows what is missing
/// with the exact thing that mends it. It can be said again at any time.
/// </summary>
internal sealed class SetUpCommand(BindCommunity bind, ChooseChannel choose) : ChatCommand
{
    private const int CodeMax = 64;

    /// <summary>One line of the menu is kept for telling the owners privately.</summary>
    private const int ChannelsMax = 24;

    /// <summary>In the place of a channel: nowhere here, the owners hear it privately.</summary>
    private const string OwnersOnly = "owners";

    private const string FreshCode =
        "An owner gets a fresh one with /setup code; while nobody is on the staff yet, the server prints " +
        "one when it starts.";

    public override async Task<ChatReply> SaidAsync(
        ChatTurn turn, CommandWords words, CancellationToken cancellationToken)
    {
        var channel = words.Has("alerts") ? words.Line("alerts", CodeMax) : null;
        if (words.Has("code"))
        {
            return await BindAsync(turn, words.Line("code", CodeMax), channel, cancellationToken);
        }

        if (turn.Community is not { } community)
        {
            return Replies.Say(
                "This place is not connected to a workspace yet.",
                "An owner of the workspace gets a one-time code with /setup code where I am already; " +
                "whoever runs the server finds the first one on the set-up page. Then say here: /setup " +
                "with that code.",
                "You need the right to manage this place.");
        }

        if (turn.Staff is null)
        {
            return Replies.Say(StaffRights.Refusal(StaffAction.Look), "An owner can add you with /staff add.");
        }

        return channel is null
            ? await ShowAsync(turn, community, null, cancellationToken)
            : await ChooseAsync(turn, community, channel, cancellationToken);
    }

    public override async Task<ChatReply> PressedAsync(
        ChatTurn turn, ActionId action, CancellationToken cancellationToken) =>
        await SetUpPlaces.FindAsync(turn, action, cancellationToken) is { } community
            ? await ShowAsync(turn, community, null, cancellationToken)
            : Replies.UnknownButton();

    public override async Task<ChatReply> ChosenAsync(
        ChatTurn turn, ActionId action, string value, CancellationToken cancellationToken) =>
        action.Verb == Verbs.Alerts && await SetUpPlaces.FindAsync(turn, action, cancellationToken) is { } community
            ? await ChooseAsync(turn, community, value, cancellationToken)
            : Replies.UnknownButton();

    internal static ChatReply Answer(BindOutcome outcome) => outcome switch
    {
        BindOutcome.Bound bound => Replies.Say(
            $"This place is connected to {PlainText.Name(bound.MerchantName)}.",
            bound.Role is { } role
                ? $"You are {Texts.Role(role)} there."
                : "You are not on its staff; an owner can add you with /staff add."),
        BindOutcome.MayNotManage => Replies.Say(
            "Only somebody who may manage this place can connect it, so nothing was changed.",
            "Ask an administrator of it to say /setup. The code is still good."),
        BindOutcome.BoundToAnother => Replies.Say(
            "This place belongs to another workspace, so nothing was changed. The code is still good."),
        BindOutcome.CodeRefused { Why: CodeUse.Expired expired } => Replies.Say(
            $"This code expired on {Texts.Date(expired.ExpiredAt, null)}.", FreshCode),
        BindOutcome.CodeRefused { Why: CodeUse.UsedAlready } => Replies.Say(
            "This code was used already.", FreshCode),
        BindOutcome.CodeRefused => Replies.Say(
            "I do not know this code, so nothing was changed.", "Check it, letter by letter.", FreshCode),
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "An outcome without words."),
    };

    internal static ChatReply Answer(ChannelOutcome outcome) => outcome switch
    {
        ChannelOutcome.Set { ChannelId: null } => Replies.Say(
            "From now on I tell joins, lapses and trouble to the owners, privately."),
        ChannelOutcome.Set => Replies.Say("From now on I tell joins, lapses and trouble there."),
        ChannelOutcome.NotAllowed notAllowed => Replies.Say(notAllowed.Why, "Nothing was changed."),
        ChannelOutcome.UnknownCommunity => Replies.UnknownButton(),
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "An outcome without words."),
    };

    private async Task<ChatReply> BindAsync(
        ChatTurn turn, string code, string? channel, CancellationToken cancellationToken)
    {
        var externalId = turn.Request.CommunityExternalId!;
        var view = turn.Views.GetValueOrDefault((turn.Platform, externalId));
        if (channel is not null && !IsChannel(view, channel))
        {
            return NoSuchChannel(view);
        }

        // The code says which workspace is meant, and that may be another than the one of this place.
        turn.Db.ActsFor = null;
        var outcome = await bind.HandleAsync(
            new BindRequest(
                turn.Platform, externalId, PlainText.Line(view?.Title ?? externalId, PlainText.TitleMax), code,
                new StaffAccount(turn.Platform, turn.Person.AccountId, turn.Display), turn.Person.MayManageCommunity)
            { AlertChannelId = channel == OwnersOnly ? null : channel },
            cancellationToken);
        if (outcome is not BindOutcome.Bound bound)
        {
            return Answer(outcome);
        }

        turn.Db.ActsFor = bound.MerchantId;
        await turn.Db.SaveChangesAsync(cancellationToken);
        var community = await turn.Db.Communities.SingleAsync(row => row.Id == bound.CommunityId, cancellationToken);
        return bound.Role is null
            ? Answer(outcome)
            : await ShowAsync(turn, community, Answer(outcome).Text, cancellationToken);
    }

    private async Task<ChatReply> ChooseAsync(
        ChatTurn turn, Community community, string channel, CancellationToken cancellationToken)
    {
        var view = SetUpPlaces.ViewOf(turn, community);
        if (!IsChannel(view, channel))
        {
            return NoSuchChannel(view);
        }

        var outcome = await choose.HandleAsync(
            turn.MerchantId, community.Id, ChannelUse.Alerts, channel == OwnersOnly ? null : channel,
            turn.Actor, cancellationToken);
        return outcome is ChannelOutcome.Set
            ? await ShowAsync(turn, community, Answer(outcome).Text, cancellationToken)
            : Answer(outcome);
    }

    private static bool IsChannel(CommunityView? view, string channel) =>
        channel == OwnersOnly || SetUpPlaces.Has(view, channel);

    private static ChatReply NoSuchChannel(CommunityView? view) => Replies.Say(
        "I see no such channel here, so nothing was changed.",
        view is { Channels.Count: 0 }
            ? "There is none here that I may write in; the owners hear everything privately."
            : "Choose one that I may write in, or say owners to have the owners told privately.");

    private static async Task<ChatReply> ShowAsync(
        ChatTurn turn, Community community, string? first, CancellationToken cancellationToken)
    {
        var db = turn.Db;
        var merchant = await db.Merchants.SingleAsync(row => row.Id == community.MerchantId, cancellationToken);
        var staff = await db.Staff
            .Where(row => row.MerchantId == merchant.Id && row.Platform == community.Platform)
            .OrderByDescending(row => row.Role).ToListAsync(cancellationToken);
        var sold = await db.ProductTargets.Where(row => row.CommunityId == community.Id)
            .ToListAsync(cancellationToken);
        var view = SetUpPlaces.ViewOf(turn, community);

        // Read here and not off the turn: a place that was bound a moment ago had no staff when the turn began.
        var me = staff.FirstOrDefault(row => row.AccountId == turn.Person.AccountId);
        var checks = SetUpChecks.Of(merchant, community, view, staff, sold);
        var missing = checks.Count(check => !check.IsGood);
        var reply = Replies.Say(
            first,
            missing == 0
                ? "Everything is ready. Members can say /join."
                : $"{(missing == 1 ? "One thing is" : $"{missing} things are")} missing:")
            .WithFacts(checks.OrderBy(check => check.IsGood)
                .Select(check => new ChatFact(check.Name, check.Text)).ToList());
        return reply.With(Buttons(merchant, community, me)) with
        {
            Menu = view is { Channels.Count: > 0 } && May(me, StaffAction.ManageCommunities)
                    ? new ChatMenu(
                        ActionId.Write(Verbs.Alerts, community.Id), "Choose the alert channel",
                        [
                            .. SetUpPlaces.Lines(view, ChannelsMax),
                            new ChatMenuLine(OwnersOnly, "No channel: tell the owners privately"),
                        ])
                    : null,
        };
    }

    private static IReadOnlyList<ChatButton?> Buttons(
        Merchant merchant, Community community, StaffMember? me) =>
    [
        ChatButton.Press("Check again", ActionId.Write(Verbs.SetUp, community.Id)),
        May(me, StaffAction.ManageCommunities) ? SetUpEntryButtons.Button(community) : null,
        May(me, StaffAction.ChangeWallet)
            ? ChatButton.Press(
                merchant.PayoutWallet is null ? "Enter the payout wallet" : "Change the payout wallet",
                ActionId.Write(Verbs.Wallet, merchant.Id),
                merchant.PayoutWallet is null ? ChatButtonStyle.Primary : ChatButtonStyle.Plain)
            : null,
        May(me, StaffAction.ManageCommunities)
            ? ChatButton.Press("Post a Join button", ActionId.Write(Verbs.Panel, community.Id))
            : null,
        May(me, StaffAction.ManageCommunities)
            ? ChatButton.Press("Connect another place", ActionId.Write(Verbs.BindCode, merchant.Id))
            : null,
    ];

    private static bool May(StaffMember? member, StaffAction action) =>
        member is not null && StaffRights.May(member.Role, action);
}
