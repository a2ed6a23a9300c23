using HiltBot.Engine.Access;
using HiltBot.Engine.Merchants;
using HiltBot.Engine.Outbox;
using HiltBot.Engine.Storage;
using Microsoft.EntityFrameworkCore;

namespace HiltBot;

/// <summary>
/// Runs before the timetable and the pages: opens the installation, looks whether it slept too long, makes the demo world
/// or a set-up link where there is nothing yet, and says what to try.
/// </summary>
internal sealed class FirstSteps(
    IServiceScopeFactory scopes, HiltOptions options, Network network, Bell bell)
    : IHostedService
{
    private static readonly TimeSpan SetUpLifetime = TimeSpan.FromDays(1);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var services = scope.ServiceProvider;
        await services.GetRequiredService<OpenInstallation>().HandleAsync(cancellationToken);
        await services.GetRequiredService<StartUp>().HandleAsync(cancellationToken);
        if (network.IsSandbox)
        {
            await services.GetRequiredService<DemoWorld>().MakeWhenEmptyAsync(cancellationToken);
            Welcome();
        }
        else
        {
            await OfferSetUpAsync(services, cancellationToken);
        }

        bell.RingAll();
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Welcome()
    {
        Console.WriteLine($"HiltBot is running on the sandbox network: play money, nothing to set up. Ctrl+C stops it.");
        Console.WriteLine($"  1. Open {options.PublicUrl}/simulator and be Ana, a buyer.");
        Console.WriteLine($"  2. Type /join, press the offer, and pay on the page that opens with the sandbox wallet.");
        Console.WriteLine($"  3. See the role arrive, and the gated channel open.");
        Console.WriteLine($"  4. Move the clock, to the next event each time: reminders, grace, the end of the role.");
    }

    private async Task OfferSetUpAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var codes = services.GetRequiredService<OneTimeCodes>();
        var code = await services.GetRequiredService<Work>().RunAsync(
            async db => await db.Merchants.AnyAsync(cancellationToken)
                ? null
                : await codes.IssueAsync(db, CodePurpose.FirstWorkspace, null, null, SetUpLifetime, cancellationToken),
            cancellationToken);
        Console.WriteLine($"HiltBot is running on {network.Name}.");
        if (code is not null)
        {
            Console.WriteLine($"  Make the first workspace at {options.PublicUrl}/setup/{code} (works once, for a day).");
        }
    }
}
