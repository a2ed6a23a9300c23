using HiltBot.Telegram.Arm;
using HiltBot.Telegram.Door;
using Microsoft.Extensions.DependencyInjection;

namespace HiltBot.Telegram;

/// <summary>Telegram for a host that has the engine and <see cref="TelegramOptions"/>.</summary>
public static class TelegramWiring
{
    extension(IServiceCollection services)
    {
        /// <summary>Both halves: what acts on chats, and what hears and answers people.</summary>
        public IServiceCollection AddTelegram()
        {
            services.AddSingleton<TelegramHealth>();
            return services.AddTelegramArm().AddTelegramDoor();
        }
    }
}
