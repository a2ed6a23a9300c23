using HiltBot.Telegram.Api;
using HiltBot.Telegram.Wire;

namespace HiltBot.Telegram.Arm;

/// <summary>The calls that the arm makes.</summary>
internal static class Calls
{
    // Seats are given twenty seconds for all that they need, notices ten.
    private static readonly TimeSpan SeatWait = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan NoticeWait = TimeSpan.FromSeconds(8);

    /// <summary>Somebody stands at the door; an update that is not done comes again.</summary>
    private static readonly TimeSpan RequestWait = TimeSpan.FromSeconds(12);

    public static BotCall Chat(string chat) => About("getChat", chat, new { ChatId = Id(chat) });

    public static BotCall Member(string chat, string user) =>
        About("getChatMember", chat, new { ChatId = Id(chat), UserId = Id(user) });

    /// <param name="untilAt">Less than 30 seconds ahead would be for ever.</param>
    public static BotCall Ban(string chat, string user, DateTimeOffset untilAt) => About(
        "banChatMember", chat, new { ChatId = Id(chat), UserId = Id(user), UntilDate = untilAt.ToUnixTimeSeconds() });

    /// <summary>Without <c>only_if_banned</c> it would put out who is inside.</summary>
    public static BotCall Unban(string chat, string user) => About(
        "unbanChatMember", chat, new { ChatId = Id(chat), UserId = Id(user), OnlyIfBanned = true });

    public static BotCall MakeRequestLink(string chat, string name) => About(
        "createChatInviteLink", chat, new { ChatId = Id(chat), Name = name, CreatesJoinRequest = true }) with
    {
        // Once too often is a link more in a list, and not one less for a buyer.
        IsSafeToRepeat = true,
    };

    /// <summary>Changes nothing; Telegram says whether the link still stands.</summary>
    public static BotCall TryRequestLink(string chat, string url, string name) => About(
        "editChatInviteLink", chat, new { ChatId = Id(chat), InviteLink = url, Name = name, CreatesJoinRequest = true });

    public static BotCall MakeSingleLink(string chat, string name, DateTimeOffset expiresAt) => About(
        "createChatInviteLink", chat,
        new { ChatId = Id(chat), Name = name, MemberLimit = 1, ExpireDate = expiresAt.ToUnixTimeSeconds() });

    public static BotCall RevokeLink(string chat, string url) =>
        About("revokeChatInviteLink", chat, new { ChatId = Id(chat), InviteLink = url });

    public static BotCall Approve(string chat, string user) => Answering("approveChatJoinRequest", chat, user);

    /// <summary>Like <see cref="Approve"/>, for somebody of whom it is not known whether they ask; nobody waits for it.</summary>
    public static BotCall LetIn(string chat, string user) =>
        About("approveChatJoinRequest", chat, new { ChatId = Id(chat), UserId = Id(user) });

    public static BotCall Decline(string chat, string user) => Answering("declineChatJoinRequest", chat, user);

    /// <summary>Telegram knows no repetition of a message, so it is sent again only where it was surely not sent.</summary>
    public static BotCall Send(string chat, MessageBody message, CallUrgency urgency) => new("sendMessage")
    {
        Body = message with { ChatId = Id(chat) },
        MessageTo = chat,
        Urgency = urgency,
        WaitMax = NoticeWait,
    };

    private static BotCall Answering(string method, string chat, string user) =>
        About(method, chat, new { ChatId = Id(chat), UserId = Id(user) }) with
        {
            Urgency = CallUrgency.Answer,
            WaitMax = RequestWait,
        };

    private static BotCall About(string method, string chat, object body) => new(method)
    {
        Body = body,
        Chat = chat,
        IsSafeToRepeat = true,
        WaitMax = SeatWait,
    };

    private static object Id(string id) => BotJson.Id(id);
}
