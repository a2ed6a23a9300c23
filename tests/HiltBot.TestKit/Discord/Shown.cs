using System.Text.Json.Nodes;

namespace HiltBot.TestKit.Discord;

/// <summary>A message as a person sees it at one moment.</summary>
public sealed class ShownMessage
{
    internal ShownMessage(MessageState state)
    {
        State = state;
        Content = state.Content;
        Flags = state.Flags;
        Embeds = state.Embeds.DeepClone().AsArray();
        Components = state.Components.DeepClone().AsArray();
        Files = [.. state.Files.Select(file => (string)file!["filename"]!)];
        EditedAt = state.EditedAt;
        IsDeleted = state.IsDeleted;
        AllowedMentions = state.AllowedMentions?.DeepClone();
    }

    public string Id => State.Id.Text();

    public string ChannelId => State.Channel.Id.Text();

    public string AuthorId => State.Author.Id.Text();

    public DateTimeOffset SentAt => State.SentAt;

    public string? Nonce => State.Nonce;

    public string Content { get; }

    public int Flags { get; }

    public JsonArray Embeds { get; }

    public JsonArray Components { get; }

    public IReadOnlyList<string> Files { get; }

    public JsonNode? AllowedMentions { get; }

    public DateTimeOffset? EditedAt { get; }

    public bool IsDeleted { get; }

    public bool IsEphemeral => (Flags & Wire.EphemeralFlag) != 0;

    public IReadOnlyList<ShownControl> Controls =>
        [.. MessageRules.Controls(Components).Select(control => new ShownControl(control))];

    /// <summary>Everything that can be read: content, embeds, text displays.</summary>
    public string Text => string.Join('\n', new[] { Content }.Concat(Read(Embeds)).Concat(Read(Components))
        .Where(text => text.Length > 0));

    internal MessageState State { get; }

    public ShownControl Control(string labelOrCustomId) =>
        Controls.FirstOrDefault(one => one.Label == labelOrCustomId || one.CustomId == labelOrCustomId) ??
        throw new InvalidOperationException($"There is no \"{labelOrCustomId}\" to press in:\n{this}");

    public override string ToString() =>
        Text + string.Concat(Controls.Select(one => $"\n[{one.Label}]({one.CustomId ?? one.Url})"));

    private static IEnumerable<string> Read(JsonNode? node) => node switch
    {
        JsonArray items => items.SelectMany(Read),
        JsonObject item when (int?)item["type"] is 2 or 3 && item["embed"] is null && item["style"] is not null => [],
        JsonObject item => new[] { "title", "description", "name", "value", "text", "content" }
            .Select(name => item[name]).OfType<JsonValue>().Select(value => value.ToString())
            .Concat(new[] { "fields", "footer", "author", "components", "accessory" }.SelectMany(name => Read(item[name]))),
        _ => [],
    };
}

/// <summary>A button or a select menu.</summary>
public sealed class ShownControl
{
    internal ShownControl(JsonObject json)
    {
        Type = (int)json["type"]!;
        Label = (string?)json["label"] ?? (string?)json["placeholder"];
        CustomId = (string?)json["custom_id"];
        Url = (string?)json["url"];
        Style = (int?)json["style"] ?? 0;
        IsDisabled = (bool?)json["disabled"] ?? false;
        Min = (int?)json["min_values"] ?? 1;
        Max = (int?)json["max_values"] ?? 1;
        Options = [.. (json["options"] as JsonArray ?? []).Select(one => new DiscordChoice(
            (string?)one!["label"] ?? string.Empty, (string?)one["value"] ?? string.Empty))];
    }

    /// <summary>2 button, 3 string select, 5 user, 6 role, 7 mentionable, 8 channel.</summary>
    public int Type { get; }

    public string? Label { get; }

    public string? CustomId { get; }

    public string? Url { get; }

    public int Style { get; }

    public bool IsDisabled { get; }

    public int Min { get; }

    public int Max { get; }

    public IReadOnlyList<DiscordChoice> Options { get; }
}

public sealed record DiscordChoice(string Name, string Value);

/// <param name="Inputs">Custom id, label and prefilled value of each input.</param>
public sealed record ShownModal(
    string CustomId, string Title, IReadOnlyList<(string CustomId, string Label, string Value)> Inputs);

/// <summary>What the bot answered under an interaction's token.</summary>
/// <param name="Way"><c>callback</c>, <c>edit</c>, <c>followup</c> or <c>http</c>.</param>
/// <param name="Type">The callback's type; 0 for edits and followups.</param>
/// <param name="Took">From the person's act, by the stand-in's clock.</param>
public sealed record DiscordAnswer(
    string InteractionId, string UserId, string Way, int Type, bool IsEphemeral, string Text, TimeSpan Took);

/// <summary>An entry of a guild's audit log: a role given or taken.</summary>
public sealed record DiscordAuditEntry(
    string GuildId, string UserId, string RoleId, bool IsGrant, string? Reason, DateTimeOffset At);
