using HiltBot.Engine.Merchants.Domains;
using HiltBot.Engine.Merchants.Reports;
using Microsoft.Extensions.DependencyInjection;

namespace HiltBot.Engine.Merchants.Accounts;

internal static class AccountsWiring
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddAccounts() => services.AddSingleton<WalletNonces>().AddSingleton<PasswordHashes>().AddScoped<FindCaller>()
            .AddScoped<RegisterAccount>().AddScoped<SignIn>().AddScoped<ReadAccount>().AddScoped<SignInByWallet>().AddScoped<GiveAccountCode>()
            .AddScoped<MakeApiKey>().AddScoped<ListApiKeys>().AddScoped<RevokeApiKey>().AddScoped<RecordKeyUse>()
            .AddScoped<EditAccount>().AddScoped<ChangeSecurity>().AddScoped<CloseAccount>()
            .AddScoped<AddCheckoutDomain>().AddScoped<ListCheckoutDomains>().AddScoped<ReadAccountSummary>()
            .AddScoped<ReadAnalytics>().AddScoped<ReadDelivery>().AddScoped<TestDelivery>();
    }
}
