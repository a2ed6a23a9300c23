using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Sandbox;

/// <summary>Who may read which channel of a simulated place.</summary>
public static class SimReading
{
    /// <summary>
    /// The rule itself: the group's own chat is for those inside, a gated channel for holders and staff.
    /// </summary>
    public static bool MayRead(Platform platform, SimChannel channel, SimMember? member, bool holds) => channel.Gate switch
    {
        SimGate.Open => platform == Platform.SimGroup || member is { IsInside: true },
        SimGate.Staff => member is { MayManage: true, IsInside: true },
        _ when platform == Platform.SimGroup => member is { IsInside: true },
        _ => member is { IsInside: true } && (holds || member.MayManage),
    };

    internal static async Task<bool> MayReadAsync(
        HiltDb db, Platform platform, SimChannel channel, string accountId, CancellationToken cancellationToken)
    {
        var member = await db.SimMembers.AsNoTracking().SingleOrDefaultAsync(
            row => row.Platform == platform && row.AccountId == accountId, cancellationToken);
        var holds = await db.SimAccess.AnyAsync(
            row => row.Platform == platform && row.TargetId == channel.TargetId && row.AccountId == accountId,
            cancellationToken);
        return MayRead(platform, channel, member, holds);
    }
}
