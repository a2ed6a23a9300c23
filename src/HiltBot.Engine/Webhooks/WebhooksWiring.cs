using Microsoft.Extensions.DependencyInjection;

namespace HiltBot.Engine.Webhooks;

internal static class WebhooksWiring
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddWebhooks() => services
            .AddScoped<RenderEvents>();
    }
}
