namespace HiltBot.TestKit.Telegram;

/// <summary>What an administrator may do (<c>can_…</c>).</summary>
[Flags]
public enum TelegramRights
{
    None = 0,
    ManageChat = 1,
    DeleteMessages = 1 << 1,
    ManageVideoChats = 1 << 2,
    RestrictMembers = 1 << 3,
    PromoteMembers = 1 << 4,
    ChangeInfo = 1 << 5,
    InviteUsers = 1 << 6,
    PostMessages = 1 << 7,
    EditMessages = 1 << 8,
    PinMessages = 1 << 9,
    All = (1 << 10) - 1,
}

/// <summary>What came of opening an invite link.</summary>
public enum LinkOutcome
{
    Joined,

    /// <summary>The link asks for approval: a join request waits now.</summary>
    Asked,
    AlreadyInside,

    /// <summary>Revoked, expired, used up or never made.</summary>
    Invalid,

    /// <summary>The person is banned from the chat.</summary>
    Banned,

    /// <summary>It was a deep link to the bot, and the person started it.</summary>
    Started,
}
