using HiltBot.Engine.Chat.Commands;
using HiltBot.Engine.Merchants;

namespace HiltBot.Engine.Chat;

/// <summary>The kind of row that the id in a button names; it says whose button it is.</summary>
internal enum About
{
    Merchant,
    Product,
    Membership,
    Buyer,
    Ticket,
    Brake,
    Community,
    Seat,
}

/// <summary>What answers, what right it needs (null: everybody), and what has to be known before.</summary>
/// <param name="AsksLedger">
/// Whether it may have to know a wallet: <see cref="ChatCommand.AsksAsync"/>.
/// </param>
internal sealed record CommandEntry(
    string Name, Type Handler, StaffAction? Right = null, bool NeedsMerchant = true, bool NeedsViews = false,
    bool AsksLedger = false);

/// <param name="IsForStrangers">May be pressed in a private chat by somebody who is no buyer yet.</param>
internal sealed record VerbEntry(
    string Verb, About About, Type Handler, StaffAction? Right = null, bool NeedsViews = false,
    bool IsForStrangers = false, bool AsksLedger = false);

/// <summary>Everything that the bot understands, on one page: who answers it and who may ask.</summary>
internal static class CommandTable
{
    public static readonly IReadOnlyList<CommandEntry> Commands =
    [
        new("start", typeof(StartCommand), NeedsMerchant: false),
        new("help", typeof(HelpCommand), NeedsMerchant: false),
        new("join", typeof(JoinCommand)),
        new("status", typeof(StatusCommand)),
        new("renew", typeof(RenewCommand)),
        new("cancel", typeof(CancelCommand)),
        new("receipts", typeof(ReceiptsCommand)),
        new("connect", typeof(ConnectCommand), NeedsMerchant: false),
        new("support", typeof(SupportCommand)),
        new("forget", typeof(ForgetCommand)),
        new("setup", typeof(SetUpCommand), NeedsMerchant: false, NeedsViews: true),
        new("setup wallet", typeof(SetUpWalletCommand), StaffAction.ChangeWallet, AsksLedger: true),
        new("setup panel", typeof(SetUpPanelCommand), StaffAction.ManageCommunities, NeedsViews: true),
        new("setup private", typeof(SetUpPrivateCommand), StaffAction.ManageCommunities, NeedsViews: true),
        new("setup code", typeof(SetUpCodeCommand), StaffAction.ManageCommunities),
        new("setup api", typeof(SetUpApiCommand), StaffAction.EditWorkspace),
        new("offer create", typeof(OfferCreateCommand), StaffAction.ManageOffers),
        new("offer list", typeof(OfferListCommand), StaffAction.Look),
        new("offer edit", typeof(OfferEditCommand), StaffAction.ManageOffers),
        new("offer archive", typeof(OfferArchiveCommand), StaffAction.ManageOffers),
        new("members", typeof(MembersCommand), StaffAction.Look),
        new("gift", typeof(GiftCommand), StaffAction.Gift),
        new("revoke", typeof(RevokeCommand), StaffAction.Revoke),
        new("block", typeof(BlockCommand), StaffAction.Revoke),
        new("unblock", typeof(UnblockCommand), StaffAction.Revoke),
        new("why", typeof(WhyCommand), StaffAction.Look),
        new("unmatched", typeof(UnmatchedCommand), StaffAction.Look),
        new("staff add", typeof(StaffAddCommand), StaffAction.ManageStaff),
        new("staff remove", typeof(StaffRemoveCommand), StaffAction.ManageStaff),
    ];

    public static readonly IReadOnlyList<VerbEntry> Verbs =
    [
        new(Chat.Verbs.Offers, About.Merchant, typeof(JoinCommand), IsForStrangers: true),
        new(Chat.Verbs.See, About.Product, typeof(JoinCommand), IsForStrangers: true),
        new(Chat.Verbs.Pay, About.Product, typeof(PayButton), IsForStrangers: true),
        new(Chat.Verbs.Renew, About.Membership, typeof(RenewCommand)),
        new(Chat.Verbs.Status, About.Merchant, typeof(StatusCommand)),
        new(Chat.Verbs.Cancel, About.Membership, typeof(CancelCommand)),
        new(Chat.Verbs.CancelYes, About.Membership, typeof(CancelCommand)),
        new(Chat.Verbs.Connect, About.Merchant, typeof(ConnectCommand)),
        new(Chat.Verbs.Receipts, About.Merchant, typeof(ReceiptsCommand)),
        new(Chat.Verbs.Support, About.Merchant, typeof(SupportCommand), IsForStrangers: true),
        new(Chat.Verbs.Reply, About.Ticket, typeof(SupportCommand)),
        new(Chat.Verbs.ForgetYes, About.Merchant, typeof(ForgetCommand)),
        new(Chat.Verbs.Alerts, About.Community, typeof(SetUpCommand), StaffAction.ManageCommunities, NeedsViews: true),
        new(Chat.Verbs.SetUp, About.Community, typeof(SetUpCommand), StaffAction.Look, NeedsViews: true),
        new(Chat.Verbs.Panel, About.Community, typeof(SetUpPanelCommand), StaffAction.ManageCommunities,
            NeedsViews: true),
        new(Chat.Verbs.Entry, About.Community, typeof(SetUpEntryButtons), StaffAction.ManageCommunities),
        new(Chat.Verbs.Wallet, About.Merchant, typeof(SetUpWalletCommand), StaffAction.ChangeWallet,
            AsksLedger: true),
        new(Chat.Verbs.WalletYes, About.Merchant, typeof(SetUpWalletCommand), StaffAction.ChangeWallet,
            AsksLedger: true),
        new(Chat.Verbs.BindCode, About.Merchant, typeof(SetUpCodeCommand), StaffAction.ManageCommunities),
        new(Chat.Verbs.OfferNew, About.Merchant, typeof(OfferCreateCommand), StaffAction.ManageOffers,
            NeedsViews: true, AsksLedger: true),
        new(Chat.Verbs.OfferList, About.Merchant, typeof(OfferListCommand), StaffAction.Look),
        new(Chat.Verbs.OfferSee, About.Product, typeof(OfferListCommand), StaffAction.Look),
        new(Chat.Verbs.OfferEdit, About.Product, typeof(OfferEditCommand), StaffAction.ManageOffers),
        new(Chat.Verbs.OfferPause, About.Product, typeof(OfferEditCommand), StaffAction.ManageOffers),
        new(Chat.Verbs.OfferSell, About.Product, typeof(OfferEditCommand), StaffAction.ManageOffers),
        new(Chat.Verbs.OfferOpens, About.Product, typeof(OfferTargets), StaffAction.ManageOffers, NeedsViews: true),
        new(Chat.Verbs.OfferCloses, About.Product, typeof(OfferTargets), StaffAction.ManageOffers, NeedsViews: true),
        new(Chat.Verbs.OfferArchive, About.Product, typeof(OfferArchiveCommand), StaffAction.ManageOffers),
        new(Chat.Verbs.OfferArchiveYes, About.Product, typeof(OfferArchiveCommand), StaffAction.ManageOffers),
        new(Chat.Verbs.Found, About.Product, typeof(FoundButtons), StaffAction.ManageOffers),
        new(Chat.Verbs.Members, About.Merchant, typeof(MembersCommand), StaffAction.Look),
        new(Chat.Verbs.Member, About.Buyer, typeof(WhyCommand), StaffAction.Look),
        new(Chat.Verbs.RevokeYes, About.Membership, typeof(RevokeCommand), StaffAction.Revoke),
        new(Chat.Verbs.Unmatched, About.Merchant, typeof(UnmatchedCommand), StaffAction.Look),
        new(Chat.Verbs.Settle, About.Merchant, typeof(UnmatchedCommand), StaffAction.SettleMoney),
        new(Chat.Verbs.Refund, About.Merchant, typeof(RefundButtons), StaffAction.SettleMoney),
        new(Chat.Verbs.RefundPaid, About.Merchant, typeof(RefundButtons), StaffAction.SettleMoney),
        new(Chat.Verbs.GoOn, About.Merchant, typeof(GoOnButton), StaffAction.SettleMoney),
        new(Chat.Verbs.Brake, About.Brake, typeof(BrakeButtons), StaffAction.DecideBrake),
        new(Chat.Verbs.Newcomer, About.Seat, typeof(NewcomerButtons), StaffAction.Revoke),
        new(Chat.Verbs.Answer, About.Ticket, typeof(AnswerButtons), StaffAction.Answer),
        new(Chat.Verbs.Close, About.Ticket, typeof(AnswerButtons), StaffAction.Answer),
    ];

    /// <summary>
    /// Whether it is worth proposing to this person; what they may do is judged again when they say it.
    /// </summary>
    /// <param name="mayManage">Whether the platform itself lets them manage the place they speak in.</param>
    public static bool IsFor(CommandSpec spec, StaffRole? role, bool mayManage) =>
        spec.Audience == CommandAudience.Buyer || (FindCommand(spec.Name)?.Right is { } right
            ? role is { } held && StaffRights.May(held, right)
            : mayManage || role is not null);

    public static CommandEntry? FindCommand(string name) => Commands.FirstOrDefault(entry => entry.Name == name);

    public static VerbEntry? FindVerb(string verb) => Verbs.FirstOrDefault(entry => entry.Verb == verb);
}
