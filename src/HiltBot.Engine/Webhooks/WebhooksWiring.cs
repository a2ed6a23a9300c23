using HiltBot.Engine.Checkouts;
using HiltBot.Engine.Webhooks.Testing;
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
            services.AddOptions<WebhookOptions>();
            services.AddSingleton<WebhookSecrets>().AddSingleton<DeliveryFlights>();
            services.AddScoped<RenderEvents>().AddScoped<DeliverWebhooks>().AddScoped<RecordDelivery>();
            services.AddScoped<ListEndpoints>().AddScoped<CreateEndpoint>().AddScoped<EditEndpoint>()
                .AddScoped<DeleteEndpoint>().AddScoped<TestEndpoint>().AddScoped<SubscribeHook>();
            services.AddScoped<ListDeliveries>().AddScoped<ReplayDelivery>().AddScoped<ListEvents>()
                .AddScoped<ReadTimeline>();
            return services.AddScoped<RunScenario>().AddScoped<ReadTestingSessions>();
        }
    }
}
