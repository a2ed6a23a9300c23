using HiltBot.Engine.Checkouts.Phantom;
using Microsoft.Extensions.DependencyInjection;

namespace HiltBot.Engine.Checkouts;

internal static class CheckoutsWiring
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddCheckouts() => services.AddScoped<OpenCheckout>().AddScoped<CheckoutReading>()
            .AddScoped<OfferReading>().AddScoped<NameIdentity>().AddScoped<PreparePayment>().AddPhantom();
    }
}
