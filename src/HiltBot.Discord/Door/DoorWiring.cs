using HiltBot.Discord.Gateway;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace HiltBot.Discord.Door;

/// <summary>The door's half of the Discord room.</summary>
public static class DoorWiring
{
    extension(IServiceCollection services)
    {
        /// <summary>
        /// What receives and answers: the gateway, interactions both ways, the commands. Wants
        /// <c>DiscordRest</c>, <see cref="DiscordOptions"/> and the engine.
        /// </summary>
        public IServiceCollection AddDiscordDoor()
        {
            services.TryAddSingleton<IShardLease, LeasedShards>();
            services.AddSingleton<GatewayState>();
            services.AddSingleton<IdentifyGate>();
            services.AddSingleton<ServerStandings>();
            services.AddSingleton<GatewayInteractions>();
            services.AddSingleton<GatewayNews>();
            services.AddSingleton<WaitingForms>();
            services.AddSingleton<InteractionEdits>();
            services.AddSingleton<InteractionDoor>();
            services.AddSingleton<CommandBook>();
            services.AddHostedService<DiscordGateway>();
            services.AddHostedService<RegisterCommands>();
            return services;
        }
    }
}
