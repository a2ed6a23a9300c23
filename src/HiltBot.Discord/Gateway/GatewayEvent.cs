using System.Text.Json;

namespace HiltBot.Discord.Gateway;

/// <summary>Something that happened, as the gateway names it: <c>GUILD_MEMBER_ADD</c>.</summary>
/// <param name="ReceivedAt">A timestamp of the <see cref="TimeProvider"/>.</param>
internal sealed record GatewayEvent(int Shard, int Shards, string Name, JsonElement Data, long ReceivedAt);

/// <summary>Takes events and never makes the connection wait.</summary>
internal interface IGatewayEvents
{
    void Take(GatewayEvent happened);
}
