using HiltBot.Engine.Chat;
using HiltBot.Engine.Merchants;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Sandbox;

/// <summary>Everything that one person sees of the simulated places now.</summary>
public sealed class ReadSimulatedPlaces(Work work, BusinessTime time, Network network)
{
    /// <summary>Newest messages shown of one channel or private conversation.</summary>
    public const int MessagesMax = 60;

    public Task<SimSight> HandleAsync(SimPersona persona, CancellationToken cancellationToken) =>
        work.ReadAsync(
            async db =>
            {
                var sights = new List<SimPlaceSight>();
                foreach (var layout in SimWorld.Places)
                {
                    sights.Add(await SeeAsync(db, layout, persona, cancellationToken));
                }

                return new SimSight(persona, time.Now(), network.IsPlay, sights);
            },
            cancellationToken);

    private static async Task<SimPlaceSight> SeeAsync(
        HiltDb db, SimLayout layout, SimPersona persona, CancellationToken cancellationToken)
    {
        var platform = layout.Platform;
        var accountId = persona.AccountOn(platform);
        var place = await db.SimPlaces.AsNoTracking().SingleOrDefaultAsync(
            row => row.Platform == platform, cancellationToken);
        var members = await db.SimMembers.AsNoTracking().Where(row => row.Platform == platform)
            .OrderBy(row => row.AccountId).ToListAsync(cancellationToken);
        var held = (await db.SimAccess.AsNoTracking().Where(row => row.Platform == platform)
                .Select(row => new { row.TargetId, row.AccountId }).ToListAsync(cancellationToken))
            .ToLookup(row => row.AccountId, row => row.TargetId);
        var me = members.Find(member => member.AccountId == accountId);
        var channels = new List<SimChannelSight>();
        foreach (var channel in layout.Channels)
        {
            var mayRead = place is { IsDeleted: false } &&
                SimReading.MayRead(platform, channel, me, held[accountId].Contains(channel.TargetId));
            channels.Add(new SimChannelSight(
                channel, mayRead,
                Readers(platform, channel, members, held),
                mayRead ? await MessagesAsync(db, platform, channel.Id, accountId, cancellationToken) : []));
        }

        return new SimPlaceSight(
            layout, place, me, held[accountId].Any(), channels,
            members.ConvertAll(member => new SimMemberSight(
                member, [.. layout.Gated.Where(gate => held[member.AccountId].Contains(gate.TargetId))])),
            await MessagesAsync(db, platform, null, accountId, cancellationToken),
            await CommandsAsync(db, layout, me, cancellationToken));
    }

    // Real platforms hide staff commands from members, and ask nobody for options of a command they may not
    // use.
    private static async Task<IReadOnlyList<string>> CommandsAsync(
        HiltDb db, SimLayout layout, SimMember? me, CancellationToken cancellationToken)
    {
        var role = me is null ? null : await db.Staff
            .Where(row =>
                row.Platform == layout.Platform && row.AccountId == me.AccountId && db.Communities.Any(
                place => place.Platform == row.Platform && place.ExternalId == layout.ExternalId &&
                    place.MerchantId == row.MerchantId))
            .Select(row => (StaffRole?)row.Role).SingleOrDefaultAsync(cancellationToken);
        return [.. CommandList.All.Where(spec => CommandTable.IsFor(spec, role, me is { MayManage: true }))
            .Select(spec => spec.Name)];
    }

    private static List<string> Readers(
        Platform platform, SimChannel channel, List<SimMember> members, ILookup<string, string> held) =>
        [.. members.Where(member => SimReading.MayRead(
            platform, channel, member, held[member.AccountId].Contains(channel.TargetId)))
            .Select(member => member.Display)];

    private static async Task<IReadOnlyList<SimLine>> MessagesAsync(
        HiltDb db, Platform platform, string? channelId, string accountId, CancellationToken cancellationToken)
    {
        var rows = await db.SimMessages.AsNoTracking()
            .Where(row => row.Platform == platform && row.ChannelId == channelId &&
                (row.OnlyForAccountId == accountId || (channelId != null && row.OnlyForAccountId == null)))
            .OrderByDescending(row => row.Id).Take(MessagesMax).ToListAsync(cancellationToken);
        rows.Reverse();
        return rows.ConvertAll(row => row.Author == SimWorld.BotAccountId
            ? new SimLine(
                row.Id, SimWorld.BotDisplay, IsBot: true, row.OnlyForAccountId is not null, null,
                Facts.Read<ChatReply>(row.BodyJson), row.At)
            : new SimLine(
                row.Id, SimWorld.PersonaOf(platform, row.Author)?.Display ?? row.Author, IsBot: false,
                row.OnlyForAccountId is not null, row.BodyJson, null, row.At));
    }
}

/// <param name="Now">Business time.</param>
/// <param name="CanMoveClock">Whether this network's business clock may be moved.</param>
public sealed record SimSight(
    SimPersona Persona, DateTimeOffset Now, bool CanMoveClock, IReadOnlyList<SimPlaceSight> Places);

/// <param name="Place">Null when nobody has opened the places yet.</param>
/// <param name="HasInvitation">Whether this person holds anything here; in the group: may enter.</param>
/// <param name="Commands">Names of the commands that are worth proposing to this person.</param>
public sealed record SimPlaceSight(
    SimLayout Layout, SimPlace? Place, SimMember? Me, bool HasInvitation, IReadOnlyList<SimChannelSight> Channels,
    IReadOnlyList<SimMemberSight> Members, IReadOnlyList<SimLine> PrivateMessages,
    IReadOnlyList<string> Commands);

public sealed record SimChannelSight(
    SimChannel Channel, bool MayRead, IReadOnlyList<string> Readers, IReadOnlyList<SimLine> Messages);

public sealed record SimMemberSight(SimMember Member, IReadOnlyList<SimChannel> Roles);

/// <summary>One message: either a person's text or a reply of the bot.</summary>
public sealed record SimLine(
    long Id, string Author, bool IsBot, bool IsOnlyForMe, string? Text, ChatReply? Reply, DateTimeOffset At);
