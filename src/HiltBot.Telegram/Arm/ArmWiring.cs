using HiltBot.Telegram.Api;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HiltBot.Telegram.Arm;

/// <summary>The one queue to the Bot API, and the engine's ports over it.</summary>
internal static class ArmWiring
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddTelegramArm()
        {
            services.TryAddSingleton(TimeProvider.System);
            services.TryAddSingleton<TelegramState>();
            services.TryAddSingleton(provider => new BotApi(
                BotHttp.NewHandler(), provider.GetRequiredService<IOptions<TelegramOptions>>().Value,
                provider.GetRequiredService<TelegramState>(), provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<BotApi>>()));
            services.AddSingleton<BotSelf>();
            services.AddHostedService<LearnSelf>();
            return services;
        }
    }
}
