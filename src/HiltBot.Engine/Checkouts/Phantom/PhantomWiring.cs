using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace HiltBot.Engine.Checkouts.Phantom;

internal static class PhantomWiring
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddPhantom()
        {
            services.TryAddSingleton(PhantomKey.None);
            return services.AddSingleton<PhantomLinks>().AddScoped<PhantomTalk>().AddScoped<KeepPhantomWallet>()
                .AddScoped<AskPhantomForMessage>().AddScoped<TakePhantomMessage>()
                .AddScoped<AskPhantomForMandate>().AddScoped<TakePhantomMandate>()
                .AddScoped<AskPhantomForTransaction>().AddScoped<TakePhantomTransaction>();
        }
    }
}
