using System.Text.Json;
using System.Text.Json.Serialization;

namespace HiltBot.Discord.Rest;

/// <summary>How Discord's JSON is read and written: snake case, nulls left out, ids as text.</summary>
public static class DiscordJson
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.AllowReadingFromString,
    };
}
