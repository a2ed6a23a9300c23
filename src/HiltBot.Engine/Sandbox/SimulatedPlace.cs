using HiltBot.Engine.Access;
using HiltBot.Engine.Chat;
using HiltBot.Engine.Checkouts;
using HiltBot.Engine.Notices;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HiltBot.Engine.Sandbox;

/// <summary>
/// The arm and the messages of one simulated place: the very ports that Discord and Telegram implement, over
/// the tables of this folder. A server holds roles; a group is entered by invitation and left for good when
/// it is closed.
/// </summary>
/// <remarks>A platform lives outside our transactions, so every call works in a scope of its own.</remarks>
public sealed class SimulatedPlace(
    SimLayout layout, IServiceScopeFactory scopes, BusinessTime time, SimSignal signal, PublicAddress address)
    : IAccessPlatform, INoticeChannel, ICommunityViewer, IDeepLinks
{
    private static readonly AccessAnswer Open = new AccessAnswer.Open();
    private static readonly AccessAnswer Closed = new AccessAnswer.Closed();

    public Platform Platform => layout.Platform;

    private string InviteUrl => address.To($"/simulator?place={EnumText.Of(Platform)}");

    private string Mend => $"Somebody who manages {layout.Title} presses \"Give rights back\" beside the bot.";

    private bool IsGroup => layout.Platform == Platform.SimGroup;

    public Task<AccessAnswer> LookAsync(string targetId, string accountId, CancellationToken cancellationToken) =>
        InScopeAsync(
            async work => await work.ReadAsync(
                async db =>
                {
                    var (refusal, member) = await FindAsync(db, targetId, accountId, cancellationToken);
                    if (refusal is not null)
                    {
                        return refusal;
                    }

                    return Show(member!, await HoldsAsync(db, targetId, accountId, cancellationToken));
                },
                cancellationToken));

    public Task<AccessAnswer> GrantAsync(
        string targetId, string accountId, string reason, CancellationToken cancellationToken) =>
        ChangeAsync(
            targetId, accountId,
            async (db, member) =>
            {
                // A role cannot be given to somebody who is not there; an invitation into a group can.
                if (!member.IsInside && !IsGroup)
                {
                    return new AccessAnswer.WaitsForJoin(InviteUrl);
                }

                await db.Database.ExecuteSqlAsync(
                    $"""
                    insert into sim_access (platform, target_id, account_id, since_at)
                    values ({EnumText.Of(Platform)}, {targetId}, {accountId}, {db.Dialect.Parameter(time.Now())})
                    on conflict do nothing
                    """,
                    cancellationToken);
                return Show(member, holds: true);
            },
            cancellationToken);

    public Task<AccessAnswer> RevokeAsync(
        string targetId, string accountId, string reason, CancellationToken cancellationToken) =>
        ChangeAsync(
            targetId, accountId,
            async (db, member) =>
            {
                if (IsGroup && member.MayManage)
                {
                    return new AccessAnswer.IsAdministrator();
                }

                await db.SimAccess.Where(row => row.Platform == Platform && row.TargetId == targetId &&
                    row.AccountId == accountId).ExecuteDeleteAsync(cancellationToken);
                if (IsGroup)
                {
                    member.IsInside = false;
                }

                return Closed;
            },
            cancellationToken);

    public Task<NoticeAnswer> SendPrivatelyAsync(
        string accountId, ChatReply message, NoticeId noticeId, CancellationToken cancellationToken) =>
        SendAsync(
            noticeId, message, channelId: null, accountId,
            async db =>
            {
                var member = await db.SimMembers.SingleOrDefaultAsync(
                    row => row.Platform == Platform && row.AccountId == accountId, cancellationToken);
                return member switch
                {
                    null => $"{accountId} has no account in {layout.Title}.",
                    { TakesMessages: false } => $"{member.Display} takes no private messages.",
                    { IsInside: false } when !IsGroup => $"{member.Display} has left {layout.Title}.",
                    _ => null,
                };
            },
            cancellationToken);

    public Task<NoticeAnswer> SendToChannelAsync(
        string communityExternalId, string channelId, ChatReply message, NoticeId noticeId,
        CancellationToken cancellationToken) =>
        SendAsync(
            noticeId, message, channelId, accountId: null,
            async db =>
            {
                var place = await db.SimPlaces.SingleOrDefaultAsync(row => row.Platform == Platform, cancellationToken);
                if (communityExternalId != layout.ExternalId || place is null or { IsDeleted: true })
                {
                    return "The place does not exist any more.";
                }

                return !place.BotIsInside ? $"The bot is not in {layout.Title}."
                    : layout.FindChannel(channelId) is null ? $"There is no channel {channelId} in {layout.Title}."
                    : null;
            },
            cancellationToken);

    public Task<CommunityView?> LookAsync(string communityExternalId, CancellationToken cancellationToken) =>
        InScopeAsync<CommunityView?>(async work =>
        {
            var place = await work.ReadAsync(
                db => db.SimPlaces.SingleOrDefaultAsync(row => row.Platform == Platform, cancellationToken),
                cancellationToken);
            if (communityExternalId != layout.ExternalId || place is null or { IsDeleted: true } or { BotIsInside: false })
            {
                return null;
            }

            var problem = place.BotMayManage ? null : "The bot may not manage roles and members.";
            return new CommunityView(
                place.Title,
                [.. layout.Gated.Select(channel => new ViewedTarget(channel.TargetId, channel.Title, problem))],
                [.. layout.Channels.Select(channel => new ViewedChannel(channel.Id, channel.Title))],
                problem is null ? [] : [new ViewedProblem(problem, Mend)]);
        });

    public string StartUrl(string payload) =>
        address.To($"/simulator?place={EnumText.Of(Platform)}&start={Uri.EscapeDataString(payload)}");

    private AccessAnswer Show(SimMember member, bool holds)
    {
        if (IsGroup)
        {
            return member.IsInside ? Open : holds ? new AccessAnswer.WaitsForJoin(InviteUrl) : Closed;
        }

        return !member.IsInside ? new AccessAnswer.WaitsForJoin(InviteUrl) : holds ? Open : Closed;
    }

    private Task<AccessAnswer> ChangeAsync(
        string targetId, string accountId, Func<HiltDb, SimMember, Task<AccessAnswer>> change,
        CancellationToken cancellationToken) =>
        InScopeAsync(async work =>
        {
            var answer = await work.RunAsync(
                async db =>
                {
                    var (refusal, member) = await FindAsync(db, targetId, accountId, cancellationToken);
                    return refusal ?? await change(db, member!);
                },
                cancellationToken);
            signal.Raise();
            return answer;
        });

    // What stands in the way of any look or change, in the order in which a platform notices it.
    private async Task<(AccessAnswer? Refusal, SimMember? Member)> FindAsync(
        HiltDb db, string targetId, string accountId, CancellationToken cancellationToken)
    {
        var place = await db.SimPlaces.SingleOrDefaultAsync(row => row.Platform == Platform, cancellationToken);
        if (place is null or { IsDeleted: true } or { BotIsInside: false })
        {
            return (new AccessAnswer.CommunityGone(), null);
        }

        if (layout.FindTarget(targetId) is null)
        {
            return (new AccessAnswer.UnknownTarget(), null);
        }

        if (!place.BotMayManage)
        {
            return (new AccessAnswer.MissingRight(Mend), null);
        }

        var member = await db.SimMembers.SingleOrDefaultAsync(
            row => row.Platform == Platform && row.AccountId == accountId, cancellationToken);
        return member is null ? (new AccessAnswer.UnknownAccount(), null) : (null, member);
    }

    private Task<bool> HoldsAsync(
        HiltDb db, string targetId, string accountId, CancellationToken cancellationToken) =>
        db.SimAccess.AnyAsync(
            row => row.Platform == Platform && row.TargetId == targetId && row.AccountId == accountId,
            cancellationToken);

    private Task<NoticeAnswer> SendAsync(
        NoticeId noticeId, ChatReply message, string? channelId, string? accountId,
        Func<HiltDb, Task<string?>> findObstacleAsync, CancellationToken cancellationToken) =>
        InScopeAsync<NoticeAnswer>(async work =>
        {
            var obstacle = await work.RunAsync(
                async db =>
                {
                    if (await findObstacleAsync(db) is { } why)
                    {
                        return why;
                    }

                    await db.Database.ExecuteSqlAsync(
                        $"""
                        insert into sim_messages
                            (platform, channel_id, only_for_account_id, author, body_json, notice_id, at)
                        values ({EnumText.Of(Platform)}, {channelId}, {accountId}, {SimWorld.BotAccountId},
                            {Facts.Write(message)}, {noticeId.Value}, {db.Dialect.Parameter(time.Now())})
                        on conflict do nothing
                        """,
                        cancellationToken);
                    return null;
                },
                cancellationToken);
            if (obstacle is not null)
            {
                return new NoticeAnswer.CannotDeliver(obstacle);
            }

            signal.Raise();
            return new NoticeAnswer.Accepted();
        });

    private async Task<TResult> InScopeAsync<TResult>(Func<Work, Task<TResult>> body)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await body(scope.ServiceProvider.GetRequiredService<Work>());
    }
}
