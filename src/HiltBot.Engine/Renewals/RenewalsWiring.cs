using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace HiltBot.Engine.Renewals;

/// <summary>What renewals are made of.</summary>
public static class RenewalsWiring
{
    extension(IServiceCollection services)
    {
        internal IServiceCollection AddRenewals()
        {
            services.TryAddScoped<IRenewalProgram, NoRenewalProgram>();
            return services.AddSingleton<Mandates>().AddScoped<SetUpRenewal>().AddScoped<CheckRenewal>()
                .AddScoped<ReadAuthorization>().AddScoped<MemberLinks>().AddScoped<ReadReactivation>()
                .AddScoped<ReadRenewals>()
                .AddScoped<PublishPlan>().AddScoped<RenewalAgreement>().AddScoped<EndAuthorization>()
                .AddScoped<BeginAuthorization>().AddScoped<CollectRenewals>().AddScoped<RecordRenewal>()
                .AddScoped<SettleCollection>();
        }

        /// <summary>Renewals are collected by themselves, by this key.</summary>
        public IServiceCollection AddCollector(CollectorKey key) => services.AddSingleton(key)
            .AddScoped<IRenewalChain, Collector>()
            .Replace(ServiceDescriptor.Scoped<IRenewalProgram, SubscriptionRenewals>());
    }
}
