using Microsoft.Extensions.DependencyInjection;

namespace HiltBot.Engine.Payments;

internal static class PaymentsWiring
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddPayments() => services;
    }
}
