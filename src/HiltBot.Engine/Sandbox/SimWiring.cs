using HiltBot.Engine.Access;
using HiltBot.Engine.Chat;
using HiltBot.Engine.Checkouts;
using HiltBot.Engine.Notices;
using HiltBot.Engine.Values;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace HiltBot.Engine.Sandbox;

/// <summary>The simulated chat, for hosts that show it.</summary>
public static class SimWiring
{
    extension(IServiceCollection services)
    {
        /// <summary>Adds both simulated places as platforms, and what people can do in them.</summary>
        public IServiceCollection AddSimulatedPlaces()
        {
            services.TryAddSingleton<SimSignal>();
            foreach (var layout in SimWorld.Places)
            {
                services.AddKeyedSingleton(layout.Platform, (provider, _) => new SimulatedPlace(
                    layout, provider.GetRequiredService<IServiceScopeFactory>(),
                    provider.GetRequiredService<BusinessTime>(), provider.GetRequiredService<SimSignal>(),
                    provider.GetRequiredService<PublicAddress>()));
                services.AddSingleton<IAccessPlatform>(
                    provider => provider.GetRequiredKeyedService<SimulatedPlace>(layout.Platform));
                services.AddSingleton<INoticeChannel>(
                    provider => provider.GetRequiredKeyedService<SimulatedPlace>(layout.Platform));
                services.AddSingleton<ICommunityViewer>(
                    provider => provider.GetRequiredKeyedService<SimulatedPlace>(layout.Platform));
                services.AddSingleton<IDeepLinks>(
                    provider => provider.GetRequiredKeyedService<SimulatedPlace>(layout.Platform));
            }

            services.TryAddScoped<OpenSimulatedPlaces>();
            services.TryAddScoped<DoInSimulatedPlace>();
            services.TryAddScoped<ReadSimulatedPlaces>();
            services.TryAddScoped<TalkToSimulatedBot>();
            return services;
        }
    }
}
