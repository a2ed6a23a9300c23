using System.Collections.Concurrent;
using System.Globalization;
using HiltBot.Engine.Merchants;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HiltBot.Discord.Gateway;

/// <summary>
/// Whether the bot is in a server, as the gateway shows it, passed on to the engine until the engine has it:
/// removed, back again, and removed while nobody was connected.
/// </summary>
internal sealed class ServerStandings : IDisposable
{
    private readonly ConcurrentDictionary<string, bool> isInside = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<int, (int Shards, HashSet<string> GuildIds)> listed = new();
    private readonly IServiceScopeFactory scopes;
    private readonly OnceQuiet passOn;
    private readonly OnceQuiet lookForLost;

    public ServerStandings(IServiceScopeFactory scopes, TimeProvider time, ILogger<ServerStandings> logger)
    {
        this.scopes = scopes;
        passOn = new OnceQuiet(
            "Passing on in which servers the bot is", TimeSpan.Zero, time, PassOnAsync, logger);
        lookForLost = new OnceQuiet(
            "Looking which servers the bot has lost", TimeSpan.Zero, time, LookForLostAsync, logger);
    }

    public void Inside(string guildId) => Stand(guildId, true);

    /// <summary>Removed, or the server was deleted. An outage is neither.</summary>
    public void Removed(string guildId) => Stand(guildId, false);

    /// <summary>A new session lists every server of its shard: those that are missing were lost
    /// meanwhile.</summary>
    public void Listed(int shard, int shards, HashSet<string> guildIds)
    {
        foreach (var (guildId, inside) in isInside)
        {
            if (inside && IsOf(guildId, shard, shards) && !guildIds.Contains(guildId))
            {
                Removed(guildId);
            }
        }

        listed[shard] = (shards, guildIds);
        lookForLost.Ask(shard.ToString(CultureInfo.InvariantCulture));
    }

    public Task RunAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(passOn.RunAsync(cancellationToken), lookForLost.RunAsync(cancellationToken));

    public void Dispose()
    {
        passOn.Dispose();
        lookForLost.Dispose();
    }

    // Which shard hears of a server: discord.com/developers/docs/events/gateway, sharding.
    private static bool IsOf(string guildId, int shard, int shards) =>
        ulong.TryParse(guildId, NumberStyles.None, CultureInfo.InvariantCulture, out var snowflake) &&
        (snowflake >> 22) % (ulong)shards == (ulong)shard;

    private void Stand(string guildId, bool inside)
    {
        isInside[guildId] = inside;
        passOn.Ask(guildId);
    }

    private async Task PassOnAsync(string guildId, CancellationToken cancellationToken)
    {
        CommunityChange change = isInside.GetValueOrDefault(guildId)
            ? new CommunityChange.Back()
            : new CommunityChange.Lost();
        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<CommunityNews>()
            .HandleAsync(Platform.Discord, guildId, change, cancellationToken);
    }

    private async Task LookForLostAsync(string shardKey, CancellationToken cancellationToken)
    {
        var shard = int.Parse(shardKey, CultureInfo.InvariantCulture);
        var (shards, guildIds) = listed[shard];
        await using var scope = scopes.CreateAsyncScope();
        var bound = await scope.ServiceProvider.GetRequiredService<Work>().ReadAsync(
            db => db.Communities.Where(row => row.Platform == Platform.Discord && row.LostAt == null)
                .Select(row => row.ExternalId).ToListAsync(cancellationToken),
            cancellationToken);
        foreach (var guildId in bound)
        {
            if (IsOf(guildId, shard, shards) && !guildIds.Contains(guildId) && !isInside.GetValueOrDefault(guildId))
            {
                Removed(guildId);
            }
        }
    }
}
