using System.Text.Json;
using HiltBot.Discord.Wire;
using HiltBot.Engine.Access;
using HiltBot.Engine.Values;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HiltBot.Discord.Gateway;

/// <summary>
/// What the gateway's events mean to the engine. Taking one never waits; what cannot be handled, or is too
/// much, is made up for by comparing the server's members with the books.
/// </summary>
internal sealed partial class GatewayNews : IGatewayEvents, IDisposable
{
    /// <summary>Every community of the platform.</summary>
    private const string All = "*";

    private const int SideBySideMax = 16;
    private const int WaitingMax = 20_000;

    private static readonly TimeSpan RightsQuiet = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan CompareQuiet = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan StartTime = TimeSpan.FromMinutes(1);

    private readonly Turns turns = new(SideBySideMax, WaitingMax);
    private readonly ToldOnce members = new();
    private readonly IServiceScopeFactory scopes;
    private readonly GatewayInteractions interactions;
    private readonly ServerStandings standings;
    private readonly GatewayState state;
    private readonly TimeProvider time;
    private readonly ILogger<GatewayNews> logger;
    private readonly OnceQuiet rights;
    private readonly OnceQuiet compares;
    private readonly CancellationTokenSource stopped = new();

    // 0: no session began yet.
    private long beganAt;

    public GatewayNews(
        IServiceScopeFactory scopes, GatewayInteractions interactions, ServerStandings standings, GatewayState state,
        TimeProvider time, ILogger<GatewayNews> logger)
    {
        this.scopes = scopes;
        this.interactions = interactions;
        this.standings = standings;
        this.state = state;
        this.time = time;
        this.logger = logger;
        rights = new OnceQuiet("Asking for a look at the bot's rights", RightsQuiet, time, CheckRightsAsync, logger);
        compares = new OnceQuiet("Asking for a comparison of members", CompareQuiet, time, CompareAsync, logger);
    }

    public void Take(GatewayEvent happened)
    {
        var data = happened.Data;
        var guildId = data.Id("guild_id");
        switch (happened.Name)
        {
            case "INTERACTION_CREATE":
                interactions.Take(data, happened.ReceivedAt);
                break;
            case "GUILD_MEMBER_ADD" or "GUILD_MEMBER_REMOVE":
                TakeMember(data, guildId, happened.Name is "GUILD_MEMBER_ADD" ? MemberChange.Joined : MemberChange.Left);
                break;
            case "READY":
                Begin(happened);
                break;
            case "GUILD_CREATE":
                TakeGuild(data);
                break;
            case "GUILD_DELETE" when data.Id("id") is { } gone && !data.IsTrue("unavailable"):
                standings.Removed(gone);
                break;
            case "GUILD_UPDATE" when data.Id("id") is { } changed:
                rights.Ask(changed);
                break;
            case "GUILD_MEMBER_UPDATE" when IsBot(data) && guildId is not null:
                rights.Ask(guildId);
                break;
            case "GUILD_ROLE_CREATE" or "GUILD_ROLE_UPDATE" or "GUILD_ROLE_DELETE" or "CHANNEL_CREATE" or
                "CHANNEL_UPDATE" or "CHANNEL_DELETE" when guildId is not null:
                rights.Ask(guildId);
                break;
        }
    }

    /// <summary>Runs what waits for quiet.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => Task.WhenAll(
        rights.RunAsync(cancellationToken), compares.RunAsync(cancellationToken),
        standings.RunAsync(cancellationToken));

    /// <summary>What was taken is handled to its end, as long as the stop may wait.</summary>
    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll(turns.FinishAsync(cancellationToken), interactions.FinishAsync(cancellationToken));
        await stopped.CancelAsync();
    }

    public void Dispose()
    {
        turns.Dispose();
        rights.Dispose();
        compares.Dispose();
        stopped.Dispose();
    }

    private bool IsBot(JsonElement data) =>
        state.BotUserId is { } bot && data.Member("user").Id("id") == bot;

    // A session that was not resumed may have missed anything.
    private void Begin(GatewayEvent ready)
    {
        state.Know(ready.Data.Member("user").Id("id"), ready.Data.Member("application").Id("id"));
        Volatile.Write(ref beganAt, Math.Max(1, time.GetTimestamp()));
        if (ready.Data.Member("guilds").ValueKind == JsonValueKind.Array)
        {
            standings.Listed(
                ready.Shard, ready.Shards,
                ready.Data.Items("guilds").Select(guild => guild.Id("id")).OfType<string>().ToHashSet());
        }

        compares.Ask(All);
    }

    private void TakeGuild(JsonElement guild)
    {
        if (guild.Id("id") is not { } guildId || guild.IsTrue("unavailable"))
        {
            return;
        }

        standings.Inside(guildId);
        rights.Ask(guildId);

        // A new session tells of its servers one by one: the comparison waits for them.
        if (Volatile.Read(ref beganAt) is var began and > 0 && time.GetElapsedTime(began) < StartTime)
        {
            compares.Ask(All);
        }
    }

    private void TakeMember(JsonElement data, string? guildId, MemberChange change)
    {
        if (guildId is null || data.Member("user").Id("id") is not { } accountId || accountId == state.BotUserId)
        {
            return;
        }

        if (!turns.TryRun($"{guildId}:{accountId}", () => PassOnAsync(guildId, accountId, change), out _))
        {
            compares.Ask(guildId);
        }
    }

    private async Task<bool> PassOnAsync(string guildId, string accountId, MemberChange change)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<MemberNews>()
                .HandleAsync(Platform.Discord, guildId, accountId, change, stopped.Token);
            if (members.Works())
            {
                Log.MembersWork(logger);
            }

            return true;
        }
#pragma warning disable CA1031 // Whatever it was: the comparison finds what this event would have said.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            if (members.Fails())
            {
                Log.MembersFail(logger, exception);
            }

            compares.Ask(guildId);
            return false;
        }
    }

    private async Task CheckRightsAsync(string guildId, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<CheckRights>()
            .HandleAsync(Platform.Discord, guildId, cancellationToken);
    }

    private async Task CompareAsync(string guildId, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<CompareMembers>()
            .HandleAsync(Platform.Discord, guildId == All ? null : guildId, cancellationToken);
    }

    private static partial class Log
    {
        [LoggerMessage(11240, LogLevel.Error,
            "Who joins and leaves cannot be passed on; the comparison with the server makes up for it.")]
        public static partial void MembersFail(ILogger logger, Exception exception);

        [LoggerMessage(11241, LogLevel.Information, "Who joins and leaves is passed on again.")]
        public static partial void MembersWork(ILogger logger);
    }
}
