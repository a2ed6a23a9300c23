namespace HiltBot.Telegram.Wire;

/// <summary>Buttons under a message (core.telegram.org/bots/api#inlinekeyboardmarkup).</summary>
/// <param name="InlineKeyboard">Rows.</param>
public sealed record InlineKeyboardMarkup(IReadOnlyList<IReadOnlyList<InlineKeyboardButton>> InlineKeyboard);

/// <summary>Exactly one of the members beside the text is set.</summary>
public sealed record InlineKeyboardButton(string Text)
{
    /// <summary>At most 64 bytes.</summary>
    public string? CallbackData { get; init; }

    public string? Url { get; init; }

    /// <summary>A Mini App; only in private chats, and only https.</summary>
    public WebAppInfo? WebApp { get; init; }
}

public sealed record WebAppInfo(string Url);

public sealed record LinkPreviewOptions(bool IsDisabled);

/// <summary>One message as the Bot API takes it, for <c>sendMessage</c> and <c>editMessageText</c>.</summary>
/// <param name="Text">HTML of the Bot API's kind, at most 4096 characters when read.</param>
public sealed record MessageBody(string Text)
{
    public string ParseMode { get; } = "HTML";

    /// <summary>Nobody asked for pictures of pages.</summary>
    public LinkPreviewOptions LinkPreviewOptions { get; } = new(IsDisabled: true);

    public InlineKeyboardMarkup? ReplyMarkup { get; init; }

    /// <summary>Where it goes; see <see cref="Api.BotJson.Id"/>.</summary>
    public object? ChatId { get; init; }

    /// <summary>Which one is edited.</summary>
    public long? MessageId { get; init; }

    /// <summary>The topic of a forum.</summary>
    public long? MessageThreadId { get; init; }
}
