using HiltBot.Engine.Checkouts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace HiltBot.Engine.Webhooks;

internal static class WebhooksWiring
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddWebhooks()
        {
            services.TryAddSingleton(PublicAddress.Local);
            return services.AddScoped<RenderEvents>();
        }
    }
}
