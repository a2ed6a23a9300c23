using HiltBot.Engine.Merchants.Accounts;
using HiltBot.Engine.Merchants.Export;
using Microsoft.Extensions.DependencyInjection;

namespace HiltBot.Engine.Merchants;

internal static class MerchantsWiring
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddMerchants() => services.AddSingleton<OneTimeCodes>().AddScoped<MakeMerchant>()
            .AddScoped<EditMerchant>().AddScoped<BindCommunity>().AddScoped<ChooseChannel>().AddScoped<SetStaff>().AddScoped<ListStaff>()
            .AddScoped<ChangePayoutWallet>().AddScoped<ProposePayoutWallet>().AddScoped<GiveBindCode>()
            .AddScoped<CommunityNews>()
            .AddScoped<MoveCommunity>().AddScoped<CommunityInvites>().AddScoped<ChooseEntry>().AddScoped<ExportWorkspace>().AddAccounts();
    }
}
