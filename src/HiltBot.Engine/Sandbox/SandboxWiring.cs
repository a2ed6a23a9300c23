using Microsoft.Extensions.DependencyInjection;

namespace HiltBot.Engine.Sandbox;

internal static class SandboxWiring
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddSandbox() => services
            .AddScoped<PlayLedger>()
            .AddScoped<PlayChain>()
            .AddScoped<PayWithPlayMoney>()
            .AddScoped<SendPlayMoney>()
            .AddScoped<MoveClock>()
            .AddScoped<AdoptClock>()
            .AddScoped<NextEvent>();
    }
}
