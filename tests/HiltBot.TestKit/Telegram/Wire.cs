using System.Text.Json.Nodes;

namespace HiltBot.TestKit.Telegram;

/// <summary>The world in the Bot API's JSON.</summary>
internal static class Wire
{
    private static readonly (TelegramRights Right, string Name)[] RightNames =
    [
        (TelegramRights.ManageChat, "can_manage_chat"), (TelegramRights.DeleteMessages, "can_delete_messages"),
        (TelegramRights.ManageVideoChats, "can_manage_video_chats"),
        (TelegramRights.RestrictMembers, "can_restrict_members"),
        (TelegramRights.PromoteMembers, "can_promote_members"), (TelegramRights.ChangeInfo, "can_change_info"),
        (TelegramRights.InviteUsers, "can_invite_users"), (TelegramRights.PostMessages, "can_post_messages"),
        (TelegramRights.EditMessages, "can_edit_messages"), (TelegramRights.PinMessages, "can_pin_messages"),
    ];

    public static string Text(this long id) => id.ToString(System.Globalization.CultureInfo.InvariantCulture);

    public static JsonObject User(UserState user)
    {
        var json = new JsonObject
        {
            ["id"] = user.Id,
            ["is_bot"] = user.IsBot,
            ["first_name"] = user.IsDeactivated ? string.Empty : user.FirstName,
        };
        Put(json, "username", user.IsDeactivated ? null : user.Username);
        Put(json, "language_code", user.Language);
        return json;
    }

    public static JsonObject Chat(ChatState chat)
    {
        var json = new JsonObject { ["id"] = chat.Id, ["type"] = chat.KindWord };
        if (chat.Person is { } person)
        {
            json["first_name"] = person.FirstName;
            Put(json, "username", person.Username);
        }
        else
        {
            json["title"] = chat.Title;
            Put(json, "username", chat.Username);
        }

        if (chat.Kind == ChatKind.Group)
        {
            json["all_members_are_administrators"] = false;
        }

        return json;
    }

    public static JsonObject Member(ChatState chat, MemberState member)
    {
        var json = new JsonObject
        {
            ["user"] = User(member.User),
            ["status"] = member.Status.ToString().ToLowerInvariant(),
        };
        if (member.IsAdministrator)
        {
            json["is_anonymous"] = false;
        }

        if (member.Status == MemberStatus.Administrator)
        {
            json["can_be_edited"] = false;
            foreach (var (right, name) in RightNames.Where(one => Exists(chat, one.Right)))
            {
                json[name] = member.Rights.HasFlag(right);
            }
        }
        else if (member.Status == MemberStatus.Kicked)
        {
            json["until_date"] = member.Until is { } until ? until.ToUnixTimeSeconds() : 0;
        }
        else if (member.Status == MemberStatus.Restricted)
        {
            json["is_member"] = true;
            json["until_date"] = 0;
            json["can_send_messages"] = false;
            json["can_invite_users"] = false;
        }

        return json;
    }

    /// <param name="reader">Who looks: of another's link only the beginning is shown.</param>
    public static JsonObject Link(LinkState link, UserState reader, int pending = 0)
    {
        var json = new JsonObject
        {
            ["invite_link"] = link.Creator == reader ? link.Url : $"{link.Url[..^8]}...",
            ["creator"] = User(link.Creator),
            ["creates_join_request"] = link.CreatesJoinRequest,
            ["is_primary"] = link.IsPrimary,
            ["is_revoked"] = link.IsRevoked,
        };
        Put(json, "name", link.Name);
        if (link.ExpiresAt is { } expires)
        {
            json["expire_date"] = expires.ToUnixTimeSeconds();
        }

        if (link.MemberLimit is { } limit)
        {
            json["member_limit"] = limit;
        }

        if (pending > 0)
        {
            json["pending_join_request_count"] = pending;
        }

        return json;
    }

    public static JsonObject Message(MessageState message, bool withReply = true)
    {
        var json = new JsonObject { ["message_id"] = message.Id };
        if (message.From is { } from)
        {
            json["from"] = User(from);
        }
        else
        {
            json["sender_chat"] = Chat(message.Chat);
        }

        json["chat"] = Chat(message.Chat);
        json["date"] = message.SentAt.ToUnixTimeSeconds();
        if (message.EditedAt is { } edited)
        {
            json["edit_date"] = edited.ToUnixTimeSeconds();
        }

        if (message.ReplyTo is { } replied && withReply)
        {
            json["reply_to_message"] = Message(replied, withReply: false);
        }

        Put(json, "text", message.Text);
        if (message.Entities.Count > 0)
        {
            json["entities"] = message.Entities.DeepClone();
        }

        if (message.Keyboard is { Count: > 0 } keyboard)
        {
            json["reply_markup"] = new JsonObject { ["inline_keyboard"] = keyboard.DeepClone() };
        }

        if (message.IsProtected)
        {
            json["has_protected_content"] = true;
        }

        foreach (var (name, value) in message.Service ?? [])
        {
            json[name] = value?.DeepClone();
        }

        return json;
    }

    private static bool Exists(ChatState chat, TelegramRights right) => right switch
    {
        TelegramRights.PostMessages or TelegramRights.EditMessages => chat.Kind == ChatKind.Channel,
        TelegramRights.PinMessages => chat.Kind != ChatKind.Channel,
        _ => true,
    };

    private static void Put(JsonObject json, string name, string? value)
    {
        if (value is not null)
        {
            json[name] = value;
        }
    }
}
