using Microsoft.Extensions.DependencyInjection;

namespace HiltBot.Engine.Renewals;

internal static class RenewalsWiring
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddRenewals() => services.AddScoped<MemberLinks>().AddScoped<ReadReactivation>()
            .AddScoped<ReadRenewals>();
    }
}
