using Microsoft.Extensions.DependencyInjection;

namespace HiltBot.Engine.Support;

internal static class SupportWiring
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddSupport() => services.AddScoped<OpenTicket>().AddScoped<WriteOnTicket>()
            .AddScoped<AnswerTicket>().AddScoped<ResolveTicket>().AddScoped<CloseTicket>().AddScoped<ListTickets>()
            .AddScoped<OpenDeliveryTicket>();
    }
}
