using HiltBot.Engine.Values;

namespace HiltBot.Engine.Chat;

/// <summary>Somebody said something to the bot; the same shape from every platform (road, step 1).</summary>
/// <param name="UpdateId">The platform's own number of this update or interaction; acted on once.</param>
/// <param name="CommunityExternalId">The place it was said in; null in a private chat.</param>
public sealed record ChatRequest(
    Platform Platform, string UpdateId, string? CommunityExternalId, ChatPerson Person, ChatInput Input);

/// <param name="MayManageCommunity">Whether the platform itself lets them manage the place they speak in.</param>
public sealed record ChatPerson(string AccountId, string Display, bool MayManageCommunity);

/// <summary>What they did.</summary>
public abstract record ChatInput
{
    private ChatInput()
    {
    }

    /// <summary>A slash command, without the slash: <c>offer create</c>, with its options by name.</summary>
    public sealed record Command(string Name, IReadOnlyDictionary<string, string> Options) : ChatInput;

    /// <summary>A button; at most 64 characters (Telegram's limit for callback data).</summary>
    public sealed record Pressed(string ActionId) : ChatInput;

    /// <summary>A line of a menu.</summary>
    public sealed record Chosen(string ActionId, string Value) : ChatInput;

    /// <summary>A form, with its fields by name.</summary>
    public sealed record Submitted(string ActionId, IReadOnlyDictionary<string, string> Fields) : ChatInput;
}
