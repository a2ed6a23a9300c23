using Microsoft.Extensions.DependencyInjection;

namespace HiltBot.Engine.Chat;

internal static class ChatWiring
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddChat() => services;
    }
}
