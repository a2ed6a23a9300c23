using HiltBot.Engine.Access;
using HiltBot.Engine.Chat;
using HiltBot.Engine.Notices;
using HiltBot.Telegram.Api;
using HiltBot.Telegram.Updates;
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
            services.AddSingleton<ChatSender>();
            services.AddSingleton<ChatReader>();
            services.AddSingleton<SingleLinks>();
            services.AddSingleton<InviteLinks>();
            services.AddSingleton<TelegramSeats>();
            services.AddSingleton<TelegramMessages>();
            services.AddSingleton<TelegramViewer>();
            services.AddSingleton<TelegramArm>();
            services.AddSingleton<IAccessPlatform>(provider => provider.GetRequiredService<TelegramArm>());
            services.AddSingleton<INoticeChannel>(provider => provider.GetRequiredService<TelegramArm>());
            services.AddSingleton<ICommunityViewer>(provider => provider.GetRequiredService<TelegramArm>());
            services.AddSingleton<IDeepLinks>(provider => provider.GetRequiredService<TelegramArm>());
            services.AddSingleton<IUpdateHandler, JoinRequests>();
            services.AddSingleton<IUpdateHandler, MemberUpdates>();
            services.AddSingleton<IUpdateHandler, BotStandings>();
            services.AddSingleton<IUpdateHandler, GroupUpgrades>();
            return services;
        }
    }
}
