using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Sandbox;

/// <summary>
/// Puts the simulated places and their people into an empty database: everybody is in the server, the staff
/// alone in the group, the bot in both. What stands already is left as it is.
/// </summary>
public sealed class OpenSimulatedPlaces(Work work)
{
    public Task HandleAsync(CancellationToken cancellationToken) =>
        work.RunAsync(
            async db =>
            {
                foreach (var layout in SimWorld.Places)
                {
                    await OpenAsync(db, layout, cancellationToken);
                }
            },
            cancellationToken);

    private static async Task OpenAsync(HiltDb db, SimLayout layout, CancellationToken cancellationToken)
    {
        var platform = EnumText.Of(layout.Platform);
        await db.Database.ExecuteSqlAsync(
            $"""
            insert into sim_places (platform, title, bot_is_inside, bot_may_manage, is_deleted)
            values ({platform}, {layout.Title}, {true}, {true}, {false})
            on conflict do nothing
            """,
            cancellationToken);
        foreach (var persona in SimWorld.Personas)
        {
            var isInside = layout.Platform == Platform.SimServer || persona.MayManage;
            await db.Database.ExecuteSqlAsync(
                $"""
                insert into sim_members (platform, account_id, display, is_inside, takes_messages, may_manage)
                values ({platform}, {persona.AccountOn(layout.Platform)}, {persona.Display}, {isInside}, {true},
                    {persona.MayManage})
                on conflict do nothing
                """,
                cancellationToken);
        }
    }
}
