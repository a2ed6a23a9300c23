using HiltBot.Discord.Rest;
using HiltBot.Engine.Access;
using HiltBot.Engine.Chat;
using HiltBot.Engine.Checkouts;
using HiltBot.Engine.Notices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HiltBot.Discord.Arm;

/// <summary>The one pipeline to Discord's API, and the engine's ports over it.</summary>
internal static class ArmWiring
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddDiscordArm()
        {
            services.TryAddSingleton(TimeProvider.System);
            services.TryAddSingleton<DiscordState>();
            services.TryAddSingleton(provider => new DiscordRest(
                DiscordHttp.NewHandler(), provider.GetRequiredService<IOptions<DiscordOptions>>().Value,
                provider.GetRequiredService<PublicAddress>().To("/"), provider.GetRequiredService<DiscordState>(),
                provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<DiscordRest>>()));
            services.AddSingleton<GuildReader>();
            services.AddSingleton<DiscordInvites>();
            services.AddSingleton<DiscordSeats>();
            services.AddSingleton<DirectMessagePace>();
            services.AddSingleton<PrivateThreads>();
            services.AddSingleton<DiscordMessages>();
            services.AddSingleton<DiscordViewer>();
            services.AddSingleton<DiscordSurvey>();
            services.AddSingleton<DiscordArm>();
            services.AddSingleton<IAccessPlatform>(provider => provider.GetRequiredService<DiscordArm>());
            services.AddSingleton<INoticeChannel>(provider => provider.GetRequiredService<DiscordArm>());
            services.AddSingleton<ICommunityViewer>(provider => provider.GetRequiredService<DiscordArm>());
            services.AddSingleton<IMemberSurvey>(provider => provider.GetRequiredService<DiscordArm>());
            return services;
        }
    }
}
