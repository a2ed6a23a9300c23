using System.Collections.Concurrent;
using HiltBot.Discord.Rest;
using HiltBot.Discord.Wire;

namespace HiltBot.Discord.Arm;

/// <summary>A server with its channels and the bot as a member of it.</summary>
internal sealed record GuildSight(Guild Guild, GuildMember Bot, IReadOnlyList<GuildChannel> Channels)
{
    public GuildRole? BotRole => PermissionRules.HighestOf(Guild, Bot);
}

/// <summary>What came of reading a server.</summary>
internal abstract record GuildReading
{
    private GuildReading()
    {
    }

    public sealed record Seen(GuildSight Sight) : GuildReading;

    /// <summary>The bot is not in it.</summary>
    public sealed record Gone : GuildReading;

    public sealed record NotNow(TimeSpan? After, string Why) : GuildReading;
}

/// <summary>
/// Reads servers; what was seen a few seconds ago serves again, so that many seats with one problem do not ask for it
/// many times.
/// </summary>
internal sealed class GuildReader(DiscordRest rest, TimeProvider time)
{
    private const int KeptMax = 200;

    private static readonly TimeSpan KeptTime = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, (long At, GuildSight Sight)> kept = new(StringComparer.Ordinal);
    private volatile string? botId;

    public async Task<GuildReading> ReadAsync(string guildId, bool isFresh, CancellationToken cancellationToken)
    {
        if (!isFresh && kept.TryGetValue(guildId, out var known) && time.GetElapsedTime(known.At) < KeptTime)
        {
            return new GuildReading.Seen(known.Sight);
        }

        var at = time.GetTimestamp();
        var (id, problem) = await BotIdAsync(cancellationToken);
        if (id is null)
        {
            return problem!;
        }

        var guild = await rest.SendAsync(Calls.Guild(guildId), cancellationToken);
        if (guild is not RestAnswer.Done { Body: var guildBody } || Guild.Of(guildBody) is not { } seen)
        {
            return Problem(guild);
        }

        var bot = await rest.SendAsync(Calls.Member(guildId, id), cancellationToken);
        if (bot is not RestAnswer.Done { Body: var botBody } || GuildMember.Of(botBody, guildId, id) is not { } member)
        {
            return Problem(bot);
        }

        var channels = await rest.SendAsync(Calls.Channels(guildId), cancellationToken);
        if (channels is not RestAnswer.Done { Body: var channelsBody })
        {
            return Problem(channels);
        }

        var sight = new GuildSight(
            seen, member, [.. channelsBody.AsItems().Select(GuildChannel.Of).OfType<GuildChannel>()]);
        Keep(guildId, at, sight);
        return new GuildReading.Seen(sight);
    }

    /// <summary>Whether the bot is out of a server, asked of the server itself.</summary>
    public async Task<GuildReading?> IsGoneAsync(string guildId, CancellationToken cancellationToken)
    {
        var answer = await rest.SendAsync(Calls.Guild(guildId), cancellationToken);
        return answer is RestAnswer.Done ? null : Problem(answer);
    }

    /// <summary>The bot's own account; the application's id is the same only for younger ones.</summary>
    public async Task<(string? Id, GuildReading? Problem)> BotIdAsync(CancellationToken cancellationToken)
    {
        if (botId is { } known)
        {
            return (known, null);
        }

        var answer = await rest.SendAsync(Calls.Me, cancellationToken);
        return answer is RestAnswer.Done { Body: var me } && me.Id("id") is { } id
            ? (botId = id, null)
            : (null, Problem(answer));
    }

    private static GuildReading Problem(RestAnswer answer) => answer switch
    {
        RestAnswer.Refused
        {
            Code: DiscordError.UnknownGuild or DiscordError.MissingAccess or DiscordError.UnknownMember,
        } => new GuildReading.Gone(),
        RestAnswer.Done => new GuildReading.NotNow(null, "Discord's answer could not be read"),
        _ => new GuildReading.NotNow(RestWords.After(answer), RestWords.Why(answer)),
    };

    private void Keep(string guildId, long at, GuildSight sight)
    {
        if (kept.Count >= KeptMax)
        {
            kept.Clear();
        }

        kept[guildId] = (at, sight);
    }
}
