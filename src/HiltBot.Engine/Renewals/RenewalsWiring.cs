using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace HiltBot.Engine.Renewals;

internal static class RenewalsWiring
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddRenewals()
        {
            services.TryAddScoped<IRenewalProgram, NoRenewalProgram>();
            return services.AddSingleton<Mandates>().AddScoped<SetUpRenewal>().AddScoped<CheckRenewal>()
                .AddScoped<ReadAuthorization>().AddScoped<MemberLinks>().AddScoped<ReadReactivation>()
                .AddScoped<ReadRenewals>()
                .AddScoped<BeginAuthorization>().AddScoped<CollectRenewals>().AddScoped<RecordRenewal>().AddScoped<SettleCollection>();
        }
    }
}
