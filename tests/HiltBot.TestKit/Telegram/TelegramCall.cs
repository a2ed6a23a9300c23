using System.Text.Json.Nodes;

namespace HiltBot.TestKit.Telegram;

/// <summary>One call of the Bot API that came to the stand-in.</summary>
/// <param name="Parameters">By name, as they came: in JSON with their types, from forms and queries as texts.</param>
/// <param name="HasToken">Whether it came with the bot's token.</param>
/// <param name="At">By the stand-in's clock.</param>
public sealed record TelegramCall(string Method, JsonObject Parameters, bool HasToken, DateTimeOffset At)
{
    /// <summary>0 until it is answered, and when the connection was dropped instead.</summary>
    public int Status { get; internal set; }

    /// <summary>Telegram's words when it was refused.</summary>
    public string? Description { get; internal set; }

    /// <summary>Whether it changed or read the world, whatever the caller was told.</summary>
    public bool IsApplied { get; internal set; }

    /// <summary>A parameter as text; null when it is absent.</summary>
    public string? this[string name] => Parameters[name] is { } value ? value.ToString() : null;

    public override string ToString() => $"{At:HH:mm:ss.fff} {Method} {Parameters.ToJsonString()}: {Status} {Description}";
}
