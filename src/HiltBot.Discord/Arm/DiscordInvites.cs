using System.Collections.Concurrent;
using HiltBot.Discord.Rest;
using HiltBot.Discord.Wire;

namespace HiltBot.Discord.Arm;

/// <summary>
/// One invite a server for all who have paid and are not there yet: made where the bot may, kept for days, and made anew
/// when somebody took it back.
/// </summary>
internal sealed class DiscordInvites(DiscordRest rest, GuildReader guilds, TimeProvider time)
{
    private const int KeptMax = 5000;

    private const int ChannelsMax = 3;

    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);
    private static readonly TimeSpan LeftMin = TimeSpan.FromDays(1);
    private static readonly TimeSpan TrustedTime = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan RefusalTime = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<string, Slot> slots = new(StringComparer.Ordinal);

    /// <summary>What there is already.</summary>
    public string? Known(string guildId) =>
        slots.TryGetValue(guildId, out var slot) && slot.Kept is { Code: { } code } kept && kept.UsedUntil > time.GetUtcNow()
            ? UrlOf(code)
            : null;

    /// <returns>Null where the bot may not make one.</returns>
    public async Task<string?> GetAsync(string guildId, CancellationToken cancellationToken)
    {
        if (slots.Count >= KeptMax)
        {
            slots.Clear();
        }

        var slot = slots.GetOrAdd(guildId, _ => new Slot());
        await slot.Turn.WaitAsync(cancellationToken);
        try
        {
            if (slot.Kept is { } kept && kept.UsedUntil > time.GetUtcNow() &&
                await IsStillGoodAsync(slot, kept, cancellationToken))
            {
                return kept.Code is null ? null : UrlOf(kept.Code);
            }

            slot.Kept = await MakeAsync(guildId, cancellationToken);
            return slot.Kept?.Code is { } code ? UrlOf(code) : null;
        }
        finally
        {
            slot.Turn.Release();
        }
    }

    private static string UrlOf(string code) => $"https://discord.gg/{code}";

    private async Task<bool> IsStillGoodAsync(Slot slot, Kept kept, CancellationToken cancellationToken)
    {
        if (kept.Code is null || time.GetUtcNow() < kept.SeenAt + TrustedTime)
        {
            return true;
        }

        var answer = await rest.SendAsync(Calls.Invite(kept.Code), cancellationToken);
        if (answer is RestAnswer.Refused { Status: 404 })
        {
            return false;
        }

        slot.Kept = kept with { SeenAt = time.GetUtcNow() };
        return true;
    }

    private async Task<Kept?> MakeAsync(string guildId, CancellationToken cancellationToken)
    {
        if (await guilds.ReadAsync(guildId, isFresh: false, cancellationToken) is not GuildReading.Seen { Sight: var sight })
        {
            return null;
        }

        var now = time.GetUtcNow();
        foreach (var channel in Places(sight).Take(ChannelsMax))
        {
            var answer = await rest.SendAsync(Calls.MakeInvite(channel.Id, Lifetime), cancellationToken);
            if (answer is RestAnswer.Done { Body: var body } && body.Text("code") is { Length: > 0 } code)
            {
                return new Kept(code, now, now + Lifetime - LeftMin);
            }

            if (answer is not RestAnswer.Refused)
            {
                return null;
            }
        }

        return new Kept(null, now, now + RefusalTime);
    }

    // Where newcomers are welcomed, else the first place that everybody sees, else any.
    private static IEnumerable<GuildChannel> Places(GuildSight sight) => sight.Channels
        .Where(channel => channel.TakesMessages && PermissionRules.InChannel(sight.Guild, sight.Bot, channel)
            .HasFlag(GuildPermissions.CreateInstantInvite))
        .OrderByDescending(channel => sight.Guild.WelcomeChannelIds.Contains(channel.Id))
        .ThenByDescending(channel => PermissionRules.IsOpenToEveryone(sight.Guild, channel))
        .ThenBy(channel => channel.Position).ThenBy(channel => Snowflake.Age(channel.Id));

    /// <param name="Code">Null: it was refused lately.</param>
    private sealed record Kept(string? Code, DateTimeOffset SeenAt, DateTimeOffset UsedUntil);

    private sealed class Slot
    {
        public SemaphoreSlim Turn { get; } = new(1);

        public volatile Kept? Kept;
    }
}
