using HiltBot.Engine.Access;
using HiltBot.Engine.Merchants;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Sandbox;

/// <summary>
/// Lets somebody do something in a simulated place, then tells the engine what a platform would tell it: who
/// came or went, and what became of the bot. The news follows the commit, as it does in the world; lost news
/// is found by the audit.
/// </summary>
public sealed class DoInSimulatedPlace(
    Work work, MemberNews memberNews, CommunityNews communityNews, BusinessTime time, SimSignal signal)
{
    /// <summary>Characters of one line that somebody says.</summary>
    public const int TextMax = 2000;

    public async Task<SimDone> HandleAsync(SimDoing doing, CancellationToken cancellationToken)
    {
        var done = await work.RunAsync(db => ActAsync(db, doing, cancellationToken), cancellationToken);
        if (done is SimDone.Done)
        {
            await TellAsync(doing, cancellationToken);
            signal.Raise();
        }

        return done;
    }

    private async Task<SimDone> ActAsync(HiltDb db, SimDoing doing, CancellationToken cancellationToken)
    {
        var place = await db.SimPlaces.SingleAsync(row => row.Platform == doing.Platform, cancellationToken);
        if (place.IsDeleted && doing is not SimDoing.RestorePlace)
        {
            return new SimDone.Refused($"{place.Title} was deleted. Open it again first.");
        }

        return doing switch
        {
            SimDoing.Speak speak => await SpeakAsync(db, speak, cancellationToken),
            SimDoing.Leave leave => await LeaveAsync(db, leave, cancellationToken),
            SimDoing.Join join => await JoinAsync(db, join, cancellationToken),
            SimDoing.SetMessages messages => await WithMemberAsync(
                db, doing, messages.AccountId, member => member.TakesMessages = messages.AreTaken, cancellationToken),
            SimDoing.SetRole role => await SetRoleAsync(db, role, cancellationToken),
            SimDoing.KickBot => Set(place, row => row.BotIsInside = false),
            SimDoing.InviteBot => Set(place, row => (row.BotIsInside, row.BotMayManage) = (true, true)),
            SimDoing.SetBotRights rights when !place.BotIsInside =>
                new SimDone.Refused($"The bot is not in {place.Title}: invite it first."),
            SimDoing.SetBotRights rights => Set(place, row => row.BotMayManage = rights.AreGiven),
            SimDoing.DeletePlace => await DeleteAsync(db, place, cancellationToken),
            SimDoing.RestorePlace => await RestoreAsync(db, place, cancellationToken),
            _ => throw new InvalidOperationException($"Nobody can do {doing.GetType().Name}."),
        };
    }

    private async Task<SimDone> SpeakAsync(HiltDb db, SimDoing.Speak speak, CancellationToken cancellationToken)
    {
        var text = speak.Text.Trim();
        if (text.Length is 0 or > TextMax)
        {
            return new SimDone.Refused($"Say something of 1 to {TextMax} characters.");
        }

        var channel = SimWorld.Find(speak.Platform)?.FindChannel(speak.ChannelId);
        if (channel is null ||
            !await SimReading.MayReadAsync(db, speak.Platform, channel, speak.AccountId, cancellationToken))
        {
            return new SimDone.Refused("You cannot write there.");
        }

        db.SimMessages.Add(new SimMessage
        {
            Platform = speak.Platform,
            ChannelId = channel.Id,
            Author = speak.AccountId,
            BodyJson = text,
            At = time.Now(),
        });
        return new SimDone.Done();
    }

    private static async Task<SimDone> LeaveAsync(HiltDb db, SimDoing.Leave leave, CancellationToken cancellationToken)
    {
        // A platform forgets the roles of somebody who leaves; in the group an invitation is used up.
        await db.SimAccess.Where(row => row.Platform == leave.Platform && row.AccountId == leave.AccountId)
            .ExecuteDeleteAsync(cancellationToken);
        return await WithMemberAsync(db, leave, leave.AccountId, member => member.IsInside = false, cancellationToken);
    }

    private static async Task<SimDone> JoinAsync(HiltDb db, SimDoing.Join join, CancellationToken cancellationToken)
    {
        var needsInvitation = join.Platform == Platform.SimGroup &&
            !await db.SimMembers.AnyAsync(
                row => row.Platform == join.Platform && row.AccountId == join.AccountId && row.MayManage,
                cancellationToken);
        if (needsInvitation && !await db.SimAccess.AnyAsync(
                row => row.Platform == join.Platform && row.AccountId == join.AccountId, cancellationToken))
        {
            return new SimDone.Refused("The group is entered by invitation: the bot sends one to members.");
        }

        return await WithMemberAsync(db, join, join.AccountId, member => member.IsInside = true, cancellationToken);
    }

    private async Task<SimDone> SetRoleAsync(HiltDb db, SimDoing.SetRole role, CancellationToken cancellationToken)
    {
        if (SimWorld.Find(role.Platform)?.FindTarget(role.TargetId) is null)
        {
            return new SimDone.Refused("There is no such role.");
        }

        if (!role.IsHeld)
        {
            await db.SimAccess.Where(row => row.Platform == role.Platform && row.TargetId == role.TargetId &&
                row.AccountId == role.AccountId).ExecuteDeleteAsync(cancellationToken);
            return new SimDone.Done();
        }

        await db.Database.ExecuteSqlAsync(
            $"""
            insert into sim_access (platform, target_id, account_id, since_at)
            values ({EnumText.Of(role.Platform)}, {role.TargetId}, {role.AccountId},
                {db.Dialect.Parameter(time.Now())})
            on conflict do nothing
            """,
            cancellationToken);
        return new SimDone.Done();
    }

    private static async Task<SimDone> DeleteAsync(HiltDb db, SimPlace place, CancellationToken cancellationToken)
    {
        place.IsDeleted = true;
        place.BotIsInside = false;
        await db.SimAccess.Where(row => row.Platform == place.Platform).ExecuteDeleteAsync(cancellationToken);
        await db.SimMembers.Where(row => row.Platform == place.Platform)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.IsInside, false), cancellationToken);
        return new SimDone.Done();
    }

    private static async Task<SimDone> RestoreAsync(HiltDb db, SimPlace place, CancellationToken cancellationToken)
    {
        (place.IsDeleted, place.BotIsInside, place.BotMayManage) = (false, true, true);
        await db.SimMembers.Where(row => row.Platform == place.Platform && row.MayManage)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.IsInside, true), cancellationToken);
        return new SimDone.Done();
    }

    private static async Task<SimDone> WithMemberAsync(
        HiltDb db, SimDoing doing, string accountId, Action<SimMember> change, CancellationToken cancellationToken)
    {
        var member = await db.SimMembers.SingleOrDefaultAsync(
            row => row.Platform == doing.Platform && row.AccountId == accountId, cancellationToken);
        if (member is null)
        {
            return new SimDone.Refused($"Nobody here is called {accountId}.");
        }

        change(member);
        return new SimDone.Done();
    }

    private static SimDone.Done Set(SimPlace place, Action<SimPlace> change)
    {
        change(place);
        return new SimDone.Done();
    }

    private Task TellAsync(SimDoing doing, CancellationToken cancellationToken)
    {
        var place = SimWorld.Find(doing.Platform)!.ExternalId;
        return doing switch
        {
            SimDoing.Join join => memberNews.HandleAsync(
                doing.Platform, place, join.AccountId, MemberChange.Joined, cancellationToken),
            SimDoing.Leave leave => memberNews.HandleAsync(
                doing.Platform, place, leave.AccountId, MemberChange.Left, cancellationToken),
            SimDoing.KickBot or SimDoing.DeletePlace => communityNews.HandleAsync(
                doing.Platform, place, new CommunityChange.Lost(), cancellationToken),
            SimDoing.InviteBot or SimDoing.RestorePlace => communityNews.HandleAsync(
                doing.Platform, place, new CommunityChange.Back(), cancellationToken),
            SimDoing.SetBotRights { AreGiven: true } => communityNews.HandleAsync(
                doing.Platform, place, new CommunityChange.RightsBack(), cancellationToken),
            SimDoing.SetBotRights => communityNews.HandleAsync(
                doing.Platform, place, new CommunityChange.RightsLost(
                    "The bot may not manage roles and members. Somebody who manages the place presses " +
                    "\"Give rights back\" beside the bot."),
                cancellationToken),
            _ => Task.CompletedTask,
        };
    }
}
