using HiltBot.Telegram.Updates;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace HiltBot.Telegram.Door;

/// <summary>The door's half of the Telegram room.</summary>
public static class DoorWiring
{
    extension(IServiceCollection services)
    {
        /// <summary>
        /// What hears and answers people: polling or the webhook, conversations, the commands, Mini Apps. Wants the arm's
        /// half, <see cref="TelegramOptions"/> and the engine.
        /// </summary>
        public IServiceCollection AddTelegramDoor()
        {
            services.TryAddSingleton<IUpdatesLease, LeasedUpdates>();
            services.AddSingleton<WhileLeased>();
            services.AddSingleton<UpdateTurns>();
            services.AddSingleton<PostedUpdates>();
            services.AddSingleton<DoorEngine>();
            services.AddSingleton<DoorMessages>();
            services.AddSingleton<ChatManagers>();
            services.AddSingleton<OfferedPlaces>();
            services.AddSingleton<PointerPace>();
            services.AddSingleton<DeepLinks>();
            services.AddSingleton<Talk>();
            services.AddSingleton<PrivateDoor>();
            services.AddSingleton<GroupDoor>();
            services.AddSingleton<ButtonDoor>();
            services.AddSingleton<SetUpOffers>();
            services.AddSingleton<IUpdateHandler, ChatDoor>();
            services.AddSingleton<CommandBook>();
            services.AddSingleton<TelegramInitData>();
            services.AddHostedService<Polling>();
            services.AddHostedService<WebhookUpkeep>();
            services.AddHostedService<RegisterCommands>();
            return services;
        }
    }
}
