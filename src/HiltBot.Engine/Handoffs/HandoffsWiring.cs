using HiltBot.Engine.Checkouts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace HiltBot.Engine.Handoffs;

internal static class HandoffsWiring
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddHandoffs()
        {
            services.TryAddSingleton(PublicAddress.Local);
            services.AddOptions<CheckoutOptions>();
            return services.AddSingleton<HandoffTokens>().AddScoped<MakeHandoffLink>();
        }
    }
}
