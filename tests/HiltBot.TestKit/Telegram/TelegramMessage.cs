using System.Text.Json.Nodes;

namespace HiltBot.TestKit.Telegram;

/// <summary>A message as it stands in a chat at this moment.</summary>
public sealed record TelegramMessage
{
    internal TelegramMessage(MessageState message)
    {
        Chat = message.Chat.Id.Text();
        Id = message.Id;
        From = message.From?.Id.Text();
        Text = message.Text ?? string.Empty;
        Entities = message.Entities.DeepClone().AsArray();
        Rows = [.. (message.Keyboard ?? []).Select(row => (IReadOnlyList<TelegramButton>)
            [.. row!.AsArray().Select(button => new TelegramButton(button!.AsObject()))])];
        AsksForReply = message.ForceReply is not null;
        Placeholder = (string?)message.ForceReply?["input_field_placeholder"];
        IsDeleted = message.IsDeleted;
        IsEdited = message.EditedAt is not null;
        ReplyTo = message.ReplyTo?.Id;
        Json = Wire.Message(message);
    }

    public string Chat { get; }

    public int Id { get; }

    /// <summary>Null: in the channel's name.</summary>
    public string? From { get; }

    public string Text { get; }

    /// <summary>Formatting, as Telegram keeps it.</summary>
    public JsonArray Entities { get; }

    public IReadOnlyList<IReadOnlyList<TelegramButton>> Rows { get; }

    public IReadOnlyList<TelegramButton> Buttons => [.. Rows.SelectMany(row => row)];

    public bool AsksForReply { get; }

    public string? Placeholder { get; }

    public bool IsDeleted { get; }

    public bool IsEdited { get; }

    public int? ReplyTo { get; }

    /// <summary>As the Bot API shows it.</summary>
    public JsonObject Json { get; }

    /// <summary>A button by label or callback data.</summary>
    public TelegramButton Button(string button) =>
        Buttons.FirstOrDefault(one => one.Label == button) ?? Buttons.FirstOrDefault(one => one.Data == button) ??
        throw new InvalidOperationException(
            $"No button '{button}' under '{Text}': {string.Join(", ", Buttons.Select(one => one.Label))}.");

    public override string ToString() =>
        $"{Chat}/{Id}: {Text} [{string.Join(" | ", Buttons.Select(one => one.Label))}]";
}

/// <summary>A button under a message: exactly one of the three is there.</summary>
public sealed record TelegramButton
{
    internal TelegramButton(JsonObject json)
    {
        Label = (string)json["text"]!;
        Data = (string?)json["callback_data"];
        Url = (string?)json["url"];
        WebApp = (string?)json["web_app"]?["url"];
    }

    public string Label { get; }

    public string? Data { get; }

    public string? Url { get; }

    public string? WebApp { get; }
}

/// <summary>A button that somebody pressed.</summary>
public sealed class TelegramPress
{
    internal TelegramPress(CallbackState state) => State = state;

    public string Id => State.Id;

    /// <summary>Null: not answered yet.</summary>
    public string? Text => (string?)State.Answer?["text"];

    public bool IsAnswered => State.Answer is not null;

    public bool IsAlert => (bool?)State.Answer?["show_alert"] ?? false;

    public string? Url => (string?)State.Answer?["url"];

    internal CallbackState State { get; }
}

/// <summary>Somebody in a chat, or not in it any more.</summary>
/// <param name="Status"><c>creator</c>, <c>administrator</c>, <c>member</c>, <c>restricted</c>, <c>left</c>, <c>kicked</c>.</param>
/// <param name="Until">When a ban ends; null: never, or there is none.</param>
public sealed record TelegramMember(string User, string Status, TelegramRights Rights, DateTimeOffset? Until);

/// <summary>An invite link as it is at this moment.</summary>
/// <param name="IsOpen">Whether somebody can come in, or ask, through it now.</param>
public sealed record TelegramLink(
    string Url, string? Name, string Creator, bool CreatesJoinRequest, int? MemberLimit, DateTimeOffset? ExpiresAt,
    bool IsRevoked, bool IsOpen, int Joined);
