using HiltBot.Engine.Chat;
using HiltBot.Engine.Checkouts;
using HiltBot.Telegram.Api;
using HiltBot.Telegram.Wire;
using Microsoft.Extensions.Logging;

namespace HiltBot.Telegram.Door;

/// <summary>What the door sends: replies, questions, answers to pressed buttons.</summary>
internal sealed partial class DoorMessages(BotApi api, PublicAddress address, ILogger<DoorMessages> logger)
{
    private const int PlaceholderMax = 64;
    private const int ToastMax = 200;

    /// <summary>A value that can be kept by pressing it.</summary>
    private const int KeptValueMax = 100;

    /// <returns>Whether all of it arrived.</returns>
    public async Task<bool> SendAsync(string chatId, ChatReply reply, CancellationToken cancellationToken)
    {
        foreach (var body in ReplyMessages.Of(reply, RenderPlace.Private(address)))
        {
            if (!await SendAsync(chatId, body with { ChatId = BotJson.Id(chatId) }, cancellationToken))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Puts a reply in the place of a message of the bot; as a new one where that cannot be.</summary>
    public async Task EditAsync(string chatId, long messageId, ChatReply reply, CancellationToken cancellationToken)
    {
        var bodies = ReplyMessages.Of(reply, RenderPlace.Private(address));
        if (bodies.Count == 1)
        {
            var answer = await api.SendAsync(
                new BotCall("editMessageText")
                {
                    Body = bodies[0] with { ChatId = BotJson.Id(chatId), MessageId = messageId },
                    MessageTo = chatId,
                    Urgency = CallUrgency.Answer,
                    IsSafeToRepeat = true,
                },
                cancellationToken);
            if (answer is BotAnswer.Done || (answer is BotAnswer.Refused refused &&
                refused.Description.Contains("not modified", StringComparison.OrdinalIgnoreCase)))
            {
                return;
            }
        }

        await SendAsync(chatId, reply, cancellationToken);
    }

    /// <summary>Asks for one field: a reply is asked for, or a keyboard offers what stands there now.</summary>
    public Task<bool> AskAsync(string chatId, TypedQuestion question, CancellationToken cancellationToken)
    {
        var field = question.Field;
        var text = new HtmlText();
        foreach (var line in new[] { question.Problem, question.Intro }.Where(line => !string.IsNullOrWhiteSpace(line)))
        {
            text.Add($"{line}\n\n");
        }

        text.AddBold(question.Count == 1 ? question.Title : $"{question.Title} ({question.Number} of {question.Count})");
        text.Add($"\n{field.Label}");
        if (field.Value is { Length: > 0 } value)
        {
            text.Add($"\nNow: {value}");
        }

        text.Add(field.Value is { Length: > 0 } ? "\n\n/skip leaves it as it is, /stop ends this."
            : question.IsOptional ? "\n\n/skip leaves it out, /stop ends this."
            : "\n\n/stop ends this.");
        var placeholder = ReplyMessages.Short(field.Label, PlaceholderMax);
        object markup = field.Value is { Length: > 0 and <= KeptValueMax } kept && !kept.Contains('\n')
            ? new
            {
                Keyboard = new[] { new[] { new { Text = kept } } },
                OneTimeKeyboard = true,
                ResizeKeyboard = true,
                InputFieldPlaceholder = placeholder,
            }
            : new { ForceReply = true, InputFieldPlaceholder = placeholder };
        return SendAsync(
            chatId,
            new { ChatId = BotJson.Id(chatId), Text = text.Messages()[^1], ParseMode = "HTML", ReplyMarkup = markup },
            cancellationToken);
    }

    /// <summary>One short line in a group, under what it answers, with a button into the private chat.</summary>
    public Task<bool> PointAsync(
        string chatId, long? messageId, string text, string url, CancellationToken cancellationToken) =>
        SendAsync(
            chatId,
            new
            {
                ChatId = BotJson.Id(chatId),
                Text = text,
                ReplyParameters = messageId is { } id ? new { MessageId = id, AllowSendingWithoutReply = true } : null,
                DisableNotification = true,
                ReplyMarkup = new InlineKeyboardMarkup([[new InlineKeyboardButton(DoorReplies.GoOnLabel) { Url = url }]]),
            },
            cancellationToken);

    /// <summary>One short line in a group.</summary>
    public Task<bool> AnswerAsync(
        string chatId, long messageId, string text, CancellationToken cancellationToken) => SendAsync(
            chatId,
            new
            {
                ChatId = BotJson.Id(chatId),
                Text = text,
                ReplyParameters = new { MessageId = messageId, AllowSendingWithoutReply = true },
                DisableNotification = true,
            },
            cancellationToken);

    /// <summary>Ends the waiting of a pressed button; with a link or a line where there is one.</summary>
    public async Task AnswerQueryAsync(
        string queryId, CancellationToken cancellationToken, string? text = null, string? url = null)
    {
        var answer = await api.SendAsync(
            new BotCall("answerCallbackQuery")
            {
                Body = new
                {
                    CallbackQueryId = queryId,
                    Text = text is null ? null : ReplyMessages.Short(text, ToastMax),
                    ShowAlert = text is null ? (bool?)null : true,
                    Url = url,
                },
                Urgency = CallUrgency.Answer,
                IsSafeToRepeat = true,
            },
            cancellationToken);
        Judge(answer, "answerCallbackQuery");
    }

    private async Task<bool> SendAsync(string chatId, object body, CancellationToken cancellationToken)
    {
        var answer = await api.SendAsync(
            new BotCall("sendMessage") { Body = body, MessageTo = chatId, Urgency = CallUrgency.Answer },
            cancellationToken);
        Judge(answer, chatId);
        return answer is BotAnswer.Done;
    }

    // A person who blocked the bot, or an old button, is nothing to worry about.
    private void Judge(BotAnswer answer, string where)
    {
        switch (answer)
        {
            case BotAnswer.Refused refused:
                Log.Refused(logger, where, refused.Code, refused.Description);
                break;
            case BotAnswer.Limited limited:
                Log.Limited(logger, where, limited.After.TotalSeconds);
                break;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(12300, LogLevel.Debug, "Telegram does not take an answer ({Where}: {Code}, {Description}).")]
        public static partial void Refused(ILogger logger, string where, int code, string description);

        [LoggerMessage(12301, LogLevel.Warning,
            "An answer was not sent because it would have had to wait for {Seconds} s ({Where}).")]
        public static partial void Limited(ILogger logger, string where, double seconds);
    }
}
