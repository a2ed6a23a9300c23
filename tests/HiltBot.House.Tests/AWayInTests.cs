using System.Text.RegularExpressions;
using HiltBot.Engine.Merchants;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Products;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace HiltBot.House.Tests;

/// <summary>
/// Whoever runs a live host can always get into the workspace, also when the set-up answer was lost.
/// </summary>
public sealed partial class AWayInTests
{
    [Fact]
    public async Task A_start_gives_a_fresh_code_until_somebody_has_used_one()
    {
        var folder = Directory.CreateTempSubdirectory("hiltbot-way-in-").FullName;
        try
        {
            await using var app = HiltHost.Build(
                [
                    "--HiltBot:Solana:Network=devnet", "--HiltBot:Solana:RpcUrls:0=http://127.0.0.1:1",
                    $"--HiltBot:DataDirectory={folder}",
                ],
                services => services.AddSingleton<FakeChain>()
                    .AddScoped<IPaymentChain>(scope => scope.GetRequiredService<FakeChain>()));

            Assert.Matches("/setup/[a-z0-9]{24} ", (await StartAsync(app.Services))[1]);
            var made = await InScopeAsync<SetUp, MerchantOutcome>(app.Services, step => step.HandleAsync());
            Assert.IsType<MerchantOutcome.Made>(made);

            var first = CodeOf(await StartAsync(app.Services));
            var second = CodeOf(await StartAsync(app.Services));
            Assert.NotEqual(first, second);
            var bound = await InScopeAsync<BindCommunity, BindOutcome>(app.Services, bind => bind.HandleAsync(
                new BindRequest(
                    Platform.SimServer, "place", "Place", second, new StaffAccount(Platform.SimServer, "mia",
                    "Mia"), true),
                CancellationToken.None));
            Assert.Equal(StaffRole.Owner, Assert.IsType<BindOutcome.Bound>(bound).Role);
            Assert.Single(await StartAsync(app.Services));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string CodeOf(IReadOnlyList<string> welcome)
    {
        Assert.Equal(2, welcome.Count);
        Assert.Contains("North Pier is connected to no community yet", welcome[1], StringComparison.Ordinal);
        return CodePattern().Match(welcome[1]).Groups[1].Value;
    }

    private static Task<IReadOnlyList<string>> StartAsync(IServiceProvider services) =>
        InScopeAsync<FirstSteps, IReadOnlyList<string>>(services, steps =>
            steps.HandleAsync(CancellationToken.None));

    private static async Task<TResult> InScopeAsync<TService, TResult>(
        IServiceProvider services, Func<TService, Task<TResult>> body)
        where TService : notnull
    {
        await using var scope = services.CreateAsyncScope();
        return await body(ActivatorUtilities.GetServiceOrCreateInstance<TService>(scope.ServiceProvider));
    }

    [GeneratedRegex("/setup ([a-z0-9]{24}) ")]
    private static partial Regex CodePattern();

    // As the set-up page does it.
    private sealed class SetUp(MakeMerchant make, LookAtPayoutWallet lookAt)
    {
        public async Task<MerchantOutcome> HandleAsync() => await make.HandleAsync(
            new NewMerchant("North Pier")
            {
                Payout = (PayoutLook.Good)await lookAt.HandleAsync(FakeChain.Wallet("pier"),
                    CancellationToken.None),
            },
            Actor.System, CancellationToken.None);
    }
}
