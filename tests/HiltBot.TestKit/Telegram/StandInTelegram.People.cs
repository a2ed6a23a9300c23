using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace HiltBot.TestKit.Telegram;

// What people do in their Telegram.
public sealed partial class StandInTelegram
{
    private static readonly Regex Commands =
        new(@"(?<![\w/@])/[A-Za-z0-9_]{1,64}(@[A-Za-z0-9_]{3,32})?", RegexOptions.None, TimeSpan.FromSeconds(1));

    /// <summary>Opens the private chat with the bot and presses Start, with a deep link's payload or none.</summary>
    public TelegramMessage Start(string user, string? payload = null)
    {
        Assert.Matches("^[A-Za-z0-9_-]{0,64}$", payload ?? string.Empty);
        return Say(user, payload is null ? "/start" : $"/start {payload}");
    }

    /// <summary>Writes to the bot privately. A block ends by it.</summary>
    public TelegramMessage Say(string user, string text) => Change(() =>
    {
        var person = User(user);
        var chat = PrivateChat(person);
        if (person.HasBlocked)
        {
            SetBlocked(person, false);
        }

        person.HasStarted = true;
        return Write(chat, person, text, null);
    });

    /// <summary>
    /// Writes into a group, or posts in a channel. Without privacy mode switched off and without being an administrator the
    /// bot hears only commands and answers to itself.
    /// </summary>
    public TelegramMessage Say(string user, string chat, string text) => chat == user
        ? Say(user, text)
        : Change(() => Write(Chat(chat), User(user), text, null));

    /// <summary>Answers a message, in the chat where it is.</summary>
    public TelegramMessage ReplyTo(string user, TelegramMessage message, string text) => Change(() =>
    {
        var chat = Chat(message.Chat);
        return Write(chat, User(user), text, chat.Messages.First(one => one.Id == message.Id));
    });

    /// <summary>Changes what they wrote before.</summary>
    public void Edit(TelegramMessage message, string text) => Change(() =>
    {
        var state = Chat(message.Chat).Messages.First(one => one.Id == message.Id);
        (state.Text, state.Entities, state.EditedAt) = (text, CommandsIn(text), Time.GetUtcNow());
        Updates.Add("edited_message", Wire.Message(state));
    });

    /// <summary>Presses a callback button, by label or data, at the message as it is now.</summary>
    public TelegramPress Press(string user, TelegramMessage message, string button) => Change(() =>
    {
        var chat = Chat(message.Chat);
        var state = chat.Messages.First(one => one.Id == message.Id && !one.IsDeleted);
        var pressed = new TelegramMessage(state).Button(button);
        return Press(User(user), chat, state, pressed.Data ??
            throw new InvalidOperationException($"'{button}' opens {pressed.Url ?? pressed.WebApp}; nothing goes to the bot."));
    });

    /// <summary>Presses a button of an earlier version of a message, as a slow client does.</summary>
    public TelegramPress PressData(string user, TelegramMessage message, string data) => Change(() =>
    {
        var chat = Chat(message.Chat);
        return Press(User(user), chat, chat.Messages.First(one => one.Id == message.Id), data);
    });

    /// <summary>Opens an invite link, or a deep link to the bot.</summary>
    public LinkOutcome OpenLink(string user, string url)
    {
        var deep = Regex.Match(url, $@"^https://t\.me/{Options.BotUsername}(\?start=(?<payload>.*))?$",
            RegexOptions.IgnoreCase, TimeSpan.FromSeconds(1));
        if (deep.Success)
        {
            Start(user, deep.Groups["payload"] is { Success: true } payload ? payload.Value : null);
            return LinkOutcome.Started;
        }

        return Change(() => LinkOf(url) is { } link
            ? Enter(User(user), Chats.Values.First(one => one.Links.Contains(link)), link)
            : LinkOutcome.Invalid);
    }

    /// <summary>Asks to join a public chat without a link, where administrators approve new members.</summary>
    public LinkOutcome AskToJoin(string user, string chat) => Change(() => Ask(User(user), Chat(chat), null));

    /// <summary>Takes a join request back.</summary>
    public void TakeBackRequest(string user, string chat) => Change(() => _ = Chat(chat).Requests.Remove(User(user).Id));

    public void Block(string user) => Change(() => SetBlocked(User(user), true));

    public void Unblock(string user) => Change(() => SetBlocked(User(user), false));

    /// <summary>The account is deleted. It stays in its chats for now, as Telegram leaves it.</summary>
    public void Deactivate(string user) => Change(() => _ = User(user).IsDeactivated = true);

    /// <summary>Deletes a message that they can see, in this chat for everybody.</summary>
    public void Delete(TelegramMessage message) => Change(() =>
        _ = Chat(message.Chat).Messages.First(one => one.Id == message.Id).IsDeleted = true);

    private static JsonArray CommandsIn(string text) => [.. Commands.Matches(text).Select(found => (JsonNode)new JsonObject
    {
        ["offset"] = found.Index,
        ["length"] = found.Length,
        ["type"] = "bot_command",
    })];

    private LinkOutcome Enter(UserState user, ChatState chat, LinkState link)
    {
        var standing = Standing(chat, user);
        if (standing.IsInside)
        {
            return LinkOutcome.AlreadyInside;
        }

        if (standing.Status == MemberStatus.Kicked)
        {
            return LinkOutcome.Banned;
        }

        if (!IsOpen(chat, link) || user.IsDeactivated)
        {
            return LinkOutcome.Invalid;
        }

        if (link.CreatesJoinRequest)
        {
            return Ask(user, chat, link);
        }

        PutInside(chat, user, user, link);
        return LinkOutcome.Joined;
    }

    private LinkOutcome Ask(UserState user, ChatState chat, LinkState? link)
    {
        if (chat.Requests.ContainsKey(user.Id))
        {
            return LinkOutcome.Asked;
        }

        chat.Requests[user.Id] = new(user, link, Time.GetUtcNow());
        if (BotIn(chat).May(TelegramRights.InviteUsers))
        {
            var json = new JsonObject
            {
                ["chat"] = Wire.Chat(chat),
                ["from"] = Wire.User(user),
                ["user_chat_id"] = user.Id,
                ["date"] = Time.GetUtcNow().ToUnixTimeSeconds(),
            };
            if (link is not null)
            {
                json["invite_link"] = Wire.Link(link, Bot);
            }

            Updates.Add("chat_join_request", json);
        }

        return LinkOutcome.Asked;
    }

    private TelegramPress Press(UserState user, ChatState chat, MessageState message, string data)
    {
        var callback = new CallbackState
        {
            Id = $"{user.Id * 7919 + Callbacks.Count}",
            From = user,
            At = Time.GetUtcNow(),
        };
        Callbacks[callback.Id] = callback;
        Updates.Add("callback_query", new()
        {
            ["id"] = callback.Id,
            ["from"] = Wire.User(user),
            ["message"] = message.IsDeleted
                ? new JsonObject { ["chat"] = Wire.Chat(chat), ["message_id"] = message.Id, ["date"] = 0 }
                : Wire.Message(message),
            ["chat_instance"] = $"{chat.Id * 31}",
            ["data"] = data,
        });
        return new(callback);
    }

    private TelegramMessage Write(ChatState chat, UserState user, string text, MessageState? replyTo)
    {
        var isChannel = chat.Kind == ChatKind.Channel;
        var message = Publish(new()
        {
            Id = NextMessageId(chat),
            Chat = chat,
            From = isChannel ? null : user,
            SentAt = Time.GetUtcNow(),
            Text = text,
            Entities = CommandsIn(text),
            ReplyTo = replyTo,
        });
        var bot = BotIn(chat);
        var isHeard = chat.Kind == ChatKind.Private || bot.IsAdministrator ||
            (bot.IsInside && (Options.ReadsAllGroupMessages || replyTo?.From == Bot || IsForBot(text)));
        if (isHeard)
        {
            Updates.Add(isChannel ? "channel_post" : "message", Wire.Message(message));
        }

        return new(message);
    }

    private bool IsForBot(string text) => Commands.Matches(text).Any(found =>
        !found.Value.Contains('@', StringComparison.Ordinal) ||
        found.Value.EndsWith($"@{Options.BotUsername}", StringComparison.OrdinalIgnoreCase));

    private void SetBlocked(UserState user, bool isBlocked)
    {
        if (user.HasBlocked == isBlocked)
        {
            return;
        }

        user.HasBlocked = isBlocked;
        var chat = PrivateChat(user);
        Updates.Add("my_chat_member", new()
        {
            ["chat"] = Wire.Chat(chat),
            ["from"] = Wire.User(user),
            ["date"] = Time.GetUtcNow().ToUnixTimeSeconds(),
            ["old_chat_member"] = Wire.Member(chat, new(Bot, isBlocked ? MemberStatus.Member : MemberStatus.Kicked)),
            ["new_chat_member"] = Wire.Member(chat, new(Bot, isBlocked ? MemberStatus.Kicked : MemberStatus.Member)),
        });
    }
}
