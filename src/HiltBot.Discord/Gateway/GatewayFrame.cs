using System.Text.Json;
using HiltBot.Discord.Wire;

namespace HiltBot.Discord.Gateway;

/// <summary>discord.com/developers/docs/topics/opcodes-and-status-codes, gateway.</summary>
internal static class GatewayOpcode
{
    public const int Dispatch = 0;
    public const int Heartbeat = 1;
    public const int Identify = 2;
    public const int Resume = 6;
    public const int Reconnect = 7;
    public const int InvalidSession = 9;
    public const int Hello = 10;
    public const int HeartbeatAck = 11;
}

/// <summary>One text of the gateway, as far as it says something.</summary>
/// <param name="Opcode">-1 where there is none.</param>
internal readonly record struct GatewayFrame(long Opcode, long? Sequence, string? Event, JsonElement Data)
{
    /// <summary>Null for what is no JSON at all.</summary>
    public static GatewayFrame? Read(ReadOnlyMemory<byte> text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var root = document.RootElement;
            var data = root.Member("d");
            return new GatewayFrame(
                root.Whole("op") ?? -1, root.Whole("s"), root.Text("t"),
                data.ValueKind == JsonValueKind.Undefined ? default : data.Clone());
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
