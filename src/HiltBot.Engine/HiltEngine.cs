using HiltBot.Engine.Access;
using HiltBot.Engine.Buyers;
using HiltBot.Engine.Chat;
using HiltBot.Engine.Checkouts;
using HiltBot.Engine.Handoffs;
using HiltBot.Engine.Memberships;
using HiltBot.Engine.Merchants;
using HiltBot.Engine.Notices;
using HiltBot.Engine.Outbox;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Products;
using HiltBot.Engine.Receipts;
using HiltBot.Engine.Renewals;
using HiltBot.Engine.Sandbox;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Support;
using HiltBot.Engine.Values;
using HiltBot.Engine.Webhooks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace HiltBot.Engine;

/// <summary>The engine for any host: this, a store, a <see cref="MasterKey"/> and the options of its rooms.</summary>
public static class HiltEngine
{
    extension(IServiceCollection services)
    {
        /// <summary>Adds every step, in the order of the road.</summary>
        public IServiceCollection AddHiltEngine(Network network)
        {
            services.TryAddSingleton(TimeProvider.System);
            services.AddSingleton(network);
            services.AddSingleton<BusinessTime>();
            services.AddSingleton<Bell>();
            services.AddSingleton<Claims>();
            services.AddSingleton<Leases>();
            services.AddSingleton<SendingLease>();
            services.AddSingleton<KeyRing>();
            services.AddScoped<Work>();
            services.AddScoped<IdempotentCalls>();
            services.AddScoped<Batches>();
            services.AddScoped<PruneRows>();
            return services.AddMerchants().AddProducts().AddBuyers().AddChat().AddHandoffs().AddCheckouts()
                .AddPayments().AddMemberships().AddRenewals().AddAccess().AddReceipts().AddNotices().AddSupport()
                .AddWebhooks().AddSandbox(network);
        }
    }
}
