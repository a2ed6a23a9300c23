using HiltBot.Engine.Chat.Commands;
using Microsoft.Extensions.DependencyInjection;

namespace HiltBot.Engine.Chat;

internal static class ChatWiring
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddChat()
        {
            services.AddScoped<Conversation>().AddScoped<PayLinks>().AddScoped<RenewalLinks>().AddScoped<SuggestWords>().AddScoped<TypedForms>();
            foreach (var handler in CommandTable.Commands.Select(entry => entry.Handler)
                         .Concat(CommandTable.Verbs.Select(entry => entry.Handler)).Distinct())
            {
                services.AddScoped(handler);
            }

            return services;
        }
    }
}
