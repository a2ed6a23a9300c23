using HiltBot.Engine.Access;
using HiltBot.Engine.Merchants;
using HiltBot.Engine.Storage;
using Microsoft.EntityFrameworkCore;

namespace HiltBot;

/// <summary>
/// Runs before the timetable and the pages: opens the installation, looks whether it slept too long, makes the demo world
/// or a set-up link where there is nothing yet, and says what to try.
/// </summary>
internal sealed class FirstSteps(IServiceProvider services, HiltOptions options, Network network)
{
    private static readonly TimeSpan SetUpLifetime = TimeSpan.FromDays(1);

    /// <returns>What to say once the pages can be opened.</returns>
    /// <exception cref="StoreInUseException">One sentence why this installation must not start.</exception>
    public async Task<IReadOnlyList<string>> HandleAsync(CancellationToken cancellationToken)
    {
        await services.GetRequiredService<OpenInstallation>().HandleAsync(cancellationToken);
        await services.GetRequiredService<StartUp>().HandleAsync(cancellationToken);
        if (!network.IsSandbox)
        {
            return await OfferSetUpAsync(cancellationToken);
        }

        await services.GetRequiredService<DemoWorld>().MakeWhenEmptyAsync(cancellationToken);
        return
        [
            "HiltBot is running on the sandbox network: play money, nothing to set up. Ctrl+C stops it.",
            $"  1. Open {options.PublicUrl}/simulator and be Ana, a buyer.",
            "  2. Type /join, press the offer, and pay on the page that opens with the sandbox wallet.",
            "  3. See the role arrive, and the gated channel open.",
            "  4. Move the clock, to the next event each time: reminders, grace, the end of the role.",
        ];
    }

    private async Task<IReadOnlyList<string>> OfferSetUpAsync(CancellationToken cancellationToken)
    {
        var codes = services.GetRequiredService<OneTimeCodes>();
        var code = await services.GetRequiredService<Work>().RunAsync(
            async db => await db.Merchants.AnyAsync(cancellationToken)
                ? null
                : await codes.IssueAsync(db, CodePurpose.FirstWorkspace, null, null, SetUpLifetime, cancellationToken),
            cancellationToken);
        var running = $"HiltBot is running on {network.Name}.";
        return code is null
            ? [running]
            : [running, $"  Make the first workspace at {options.PublicUrl}/setup/{code} (works once, for a day)."];
    }
}
