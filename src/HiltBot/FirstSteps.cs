using HiltBot.Discord;
using HiltBot.Discord.Arm;
using HiltBot.Engine.Access;
using HiltBot.Engine.Chat;
using HiltBot.Engine.Merchants;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.Telegram;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace HiltBot;

/// <summary>
/// Runs before the timetable and the pages: opens the installation, looks whether it slept too long, makes
/// the demo world or a set-up link where there is nothing yet, gives a way into a workspace that nobody can
/// enter, and says what to try.
/// </summary>
internal sealed class FirstSteps(
    IServiceProvider services, HiltOptions options, Network network, IOptions<DiscordOptions> discord,
    IOptions<TelegramOptions> telegram)
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
            .. await OfferPlacesAsync(withCode: true, cancellationToken),
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
        var placeLines = await OfferPlacesAsync(withCode: false, cancellationToken);
        return code is null
            ? [running, .. await OfferWaysInAsync(work, cancellationToken), .. placeLines]
            : [running, $"  Make the first workspace at {options.PublicUrl}/setup/{code} (works once, for a day).",
                .. placeLines];
    }

    // Until the bot is in a place of a platform: how it gets there, and on the sandbox the code that belongs to the demo
    // workspace.
    private async Task<IReadOnlyList<string>> OfferPlacesAsync(bool withCode, CancellationToken cancellationToken)
    {
        var lines = new List<string>();
        if (discord.Value is { Token.Length: > 0, ApplicationId: { } applicationId } &&
            await IsNowhereAsync(Platform.Discord, cancellationToken))
        {
            lines.Add($"  Discord: invite the bot to your server with {InviteLink.Of(applicationId)}");
            if (withCode && await CodeAsync(cancellationToken) is { } code)
            {
                lines.Add(
                    $"  and say /setup check there with the code {code} (works once, for a day): you are its owner.");
            }
        }

        if (telegram.Value is { Token.Length: > 0 } && await IsNowhereAsync(Platform.Telegram, cancellationToken))
        {
            lines.Add(
                "  Telegram: press Start in a private chat with the bot, then add it to your group or channel as an " +
                "administrator that may invite and ban.");
            if (withCode && await CodeAsync(cancellationToken) is { } code)
            {
                lines.Add($"  It asks you for a code: {code} (works once, for a day); you are its owner.");
            }
        }

        return lines;
    }

    private Task<bool> IsNowhereAsync(Platform platform, CancellationToken cancellationToken) =>
        services.GetRequiredService<Work>().ReadAsync(
            async db => !await db.Communities.AnyAsync(row => row.Platform == platform, cancellationToken),
            cancellationToken);

    private async Task<string?> CodeAsync(CancellationToken cancellationToken)
    {
        var merchantId = await services.GetRequiredService<Work>().ReadAsync(
            db => db.Merchants.OrderBy(row => row.CreatedAt).Select(row => row.Id).FirstAsync(cancellationToken),
            cancellationToken);
        var outcome = await services.GetRequiredService<GiveBindCode>()
            .HandleAsync(merchantId, Actor.System, cancellationToken);
        return outcome is BindCodeOutcome.Given given ? given.Code : null;
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
