using Microsoft.Extensions.DependencyInjection;

namespace HiltBot.Engine.Notices;

internal static class NoticesWiring
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddNotices()
        {
            services.AddSingleton<NoticeSender>();
            services.AddScoped<SendNotices>();
            return services;
        }
    }
}
