using HiltBot.Discord;
using HiltBot.Discord.Arm;
using HiltBot.Engine.Access;
using HiltBot.Engine.Chat;
using HiltBot.Engine.Merchants;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace HiltBot;

/// <summary>
/// Runs before the timetable and the pages: opens the installation, looks whether it slept too long, makes
/// the demo world or a set-up link where there is nothing yet, gives a way into a workspace that nobody can
/// enter, and says what to try.
/// </summary>
internal sealed class FirstSteps(
    IServiceProvider services, HiltOptions options, Network network, IOptions<DiscordOptions> discord)
{
    private static readonly TimeSpan SetUpLifetime = TimeSpan.FromDays(1);

    /// <summary>Workspaces that one start gives a way into.</summary>
    private const int WaysInMax = 5;

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
            "  2. Type /join, choose an offer, press Pay, and pay on the page that opens with the sandbox wallet.",
            "  3. See the role arrive, and the gated channel open.",
            "  4. Move the clock, to the next event each time: reminders, grace, the end of the role.",
            .. await OfferDiscordAsync(withCode: true, cancellationToken),
        ];
    }

    private async Task<IReadOnlyList<string>> OfferSetUpAsync(CancellationToken cancellationToken)
    {
        var codes = services.GetRequiredService<OneTimeCodes>();
        var work = services.GetRequiredService<Work>();
        var code = await work.RunAsync(
            async db => await db.Merchants.AnyAsync(cancellationToken)
                ? null
                : await codes.IssueAsync(db, CodePurpose.FirstWorkspace, null, null, SetUpLifetime, cancellationToken),
            cancellationToken);
        var running = $"HiltBot is running on {network.Name}.";
        var discordLines = await OfferDiscordAsync(withCode: false, cancellationToken);
        return code is null
            ? [running, .. await OfferWaysInAsync(work, cancellationToken), .. discordLines]
            : [running, $"  Make the first workspace at {options.PublicUrl}/setup/{code} (works once, for a day).",
                .. discordLines];
    }

    // Until the bot is in a server: how it gets there, and on the sandbox the code that belongs to the demo workspace.
    private async Task<IReadOnlyList<string>> OfferDiscordAsync(bool withCode, CancellationToken cancellationToken)
    {
        if (discord.Value is not { Token.Length: > 0, ApplicationId: { } applicationId })
        {
            return [];
        }

        var work = services.GetRequiredService<Work>();
        if (await work.ReadAsync(
            db => db.Communities.AnyAsync(row => row.Platform == Platform.Discord, cancellationToken), cancellationToken))
        {
            return [];
        }

        var lines = new List<string> { $"  Discord: invite the bot to your server with {InviteLink.Of(applicationId)}" };
        if (withCode)
        {
            var merchantId = await work.ReadAsync(
                db => db.Merchants.OrderBy(row => row.CreatedAt).Select(row => row.Id).FirstAsync(cancellationToken),
                cancellationToken);
            var outcome = await services.GetRequiredService<GiveBindCode>()
                .HandleAsync(merchantId, Actor.System, cancellationToken);
            if (outcome is BindCodeOutcome.Given given)
            {
                lines.Add(
                    $"  and say /setup check there with the code {given.Code} (works once, for a day): you are " +
                    "its owner.");
            }
        }

        return lines;
    }

    // A workspace that nobody can speak for: its first code was lost, or ran out before it was used. Whoever
    // reads what the host prints runs the host, so they may have another.
    private async Task<IReadOnlyList<string>> OfferWaysInAsync(Work work, CancellationToken cancellationToken)
    {
        var waiting = await work.ReadAsync(
            db => db.Merchants
                .Where(merchant => !db.Staff.Any(row => row.MerchantId == merchant.Id) ||
                    !db.Communities.Any(row => row.MerchantId == merchant.Id))
                .OrderBy(merchant => merchant.CreatedAt).Take(WaysInMax)
                .Select(merchant => new { merchant.Id, merchant.Name }).ToListAsync(cancellationToken),
            cancellationToken);
        var lines = new List<string>();
        var give = services.GetRequiredService<GiveBindCode>();
        foreach (var merchant in waiting)
        {
            var outcome = await give.HandleAsync(merchant.Id, Actor.System, cancellationToken);
            if (outcome is BindCodeOutcome.Given given)
            {
                lines.Add(
                    $"  {PlainText.Name(merchant.Name)} is connected to no community yet. Invite the bot " +
                    $"there; then somebody who manages the place says /setup {given.Code} and is its owner " +
                    "(works once, for a day).");
            }
        }

        return lines;
    }
}
