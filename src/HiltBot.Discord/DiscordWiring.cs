using HiltBot.Discord.Arm;
using HiltBot.Discord.Door;
using HiltBot.Discord.Gateway;
using Microsoft.Extensions.DependencyInjection;

namespace HiltBot.Discord;

/// <summary>Discord for a host that has the engine and <see cref="DiscordOptions"/>.</summary>
public static class DiscordWiring
{
    extension(IServiceCollection services)
    {
        /// <summary>Both halves: what acts on servers, and what hears and answers people.</summary>
        public IServiceCollection AddDiscord()
        {
            services.AddSingleton<IShardLease, LeasedShards>();
            services.AddSingleton<DiscordHealth>();
            return services.AddDiscordArm().AddDiscordDoor();
        }
    }
}
