using HiltBot.Telegram.Api;

namespace HiltBot.Telegram.Arm;

/// <summary>What Telegram refuses, by its own words, as far as something follows from it.</summary>
internal enum Refusal
{
    Other,

    Token,

    /// <summary>Telegram knows no such chat; of a person: they never spoke to the bot.</summary>
    ChatNotFound,

    /// <summary>The bot is out of the chat, or the chat is deleted.</summary>
    BotIsOut,

    /// <summary>The bot lacks a right, or is no administrator.</summary>
    Rights,

    /// <summary>The account is an administrator or the owner.</summary>
    IsAdministrator,

    /// <summary>There is no such account.</summary>
    UnknownAccount,

    /// <summary>The account is not in the chat.</summary>
    NotInside,

    /// <summary>There is no such ban or list in this kind of chat.</summary>
    NotInThisKindOfChat,

    Blocked,

    Deactivated,

    NeverStarted,

    /// <summary>Their request was answered before, or withdrawn.</summary>
    NoRequest,

    AlreadyInside,

    TooManyChats,

    /// <summary>The link is revoked, expired, or not one of the bot's.</summary>
    BrokenLink,

    MayNotWrite,

    /// <summary>A button that Telegram does not take.</summary>
    Buttons,
}

/// <summary>
/// Telegram has no numbers for what it refuses, only words: those of its own server, read without regard to case, each
/// where nothing more exact was said.
/// </summary>
internal static class Refusals
{
    private static readonly (string Words, Refusal Refusal)[] Known =
    [
        ("bot was blocked by the user", Refusal.Blocked),
        ("user is deactivated", Refusal.Deactivated),
        ("USER_DEACTIVATED", Refusal.Deactivated),
        ("initiate conversation", Refusal.NeverStarted),
        ("send messages to bots", Refusal.NeverStarted),
        ("send messages to the user", Refusal.NeverStarted),

        ("bot was kicked", Refusal.BotIsOut),
        ("bot is not a member", Refusal.BotIsOut),
        ("chat was deleted", Refusal.BotIsOut),
        ("CHANNEL_PRIVATE", Refusal.BotIsOut),
        ("chat not found", Refusal.ChatNotFound),
        ("CHAT_ID_INVALID", Refusal.ChatNotFound),

        ("user is an administrator", Refusal.IsAdministrator),
        ("USER_ADMIN_INVALID", Refusal.IsAdministrator),
        ("remove chat owner", Refusal.IsAdministrator),
        ("USER_CREATOR", Refusal.IsAdministrator),

        ("HIDE_REQUESTER_MISSING", Refusal.NoRequest),
        ("USER_ALREADY_PARTICIPANT", Refusal.AlreadyInside),
        ("USER_CHANNELS_TOO_MUCH", Refusal.TooManyChats),
        ("CHANNELS_TOO_MUCH", Refusal.TooManyChats),
        ("INVITE_HASH", Refusal.BrokenLink),
        ("INVITE_REVOKED", Refusal.BrokenLink),
        ("invite link not found", Refusal.BrokenLink),
        ("CHAT_INVITE", Refusal.BrokenLink),
        ("INVITE_LINK", Refusal.BrokenLink),

        ("USER_NOT_PARTICIPANT", Refusal.NotInside),
        ("member not found", Refusal.NotInside),
        ("user not found", Refusal.UnknownAccount),
        ("invalid user_id", Refusal.UnknownAccount),
        ("USER_ID_INVALID", Refusal.UnknownAccount),
        ("PARTICIPANT_ID_INVALID", Refusal.UnknownAccount),
        ("PEER_ID_INVALID", Refusal.UnknownAccount),

        ("supergroup and channel chats only", Refusal.NotInThisKindOfChat),
        ("supergroups and channels only", Refusal.NotInThisKindOfChat),

        ("to send", Refusal.MayNotWrite),
        ("to post", Refusal.MayNotWrite),
        ("CHAT_WRITE_FORBIDDEN", Refusal.MayNotWrite),
        ("CHAT_SEND_", Refusal.MayNotWrite),
        ("TOPIC_CLOSED", Refusal.MayNotWrite),
        ("CHAT_RESTRICTED", Refusal.MayNotWrite),

        ("not enough rights", Refusal.Rights),
        ("CHAT_ADMIN_REQUIRED", Refusal.Rights),
        ("need administrator rights", Refusal.Rights),
        ("member list is inaccessible", Refusal.Rights),
        ("RIGHT_FORBIDDEN", Refusal.Rights),
        ("have no rights", Refusal.Rights),

        ("button", Refusal.Buttons),
        ("inline keyboard", Refusal.Buttons),
        ("reply markup", Refusal.Buttons),
    ];

    public static Refusal Of(BotAnswer.Refused refused) => refused.Code == 401 ? Refusal.Token
        : Known.FirstOrDefault(known => refused.Description.Contains(known.Words, StringComparison.OrdinalIgnoreCase))
            .Refusal;
}
