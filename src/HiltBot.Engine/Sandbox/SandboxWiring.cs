using HiltBot.Engine.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace HiltBot.Engine.Sandbox;

internal static class SandboxWiring
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddSandbox(Network network) => AddClock(services, network)
            .AddScoped<PlayLedger>()
            .AddScoped<PlayChain>()
            .AddScoped<PayWithPlayMoney>()
            .AddScoped<SendPlayMoney>()
            .AddScoped<MoveClock>()
            .AddScoped<AdoptClock>()
            .AddScoped<NextEvent>();
    }

    private static IServiceCollection AddClock(IServiceCollection services, Network network) =>
        network.Name == Network.Localnet ? services.AddSingleton<IChainClock, LocalChainClock>() : services;
}
