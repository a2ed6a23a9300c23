using Microsoft.Extensions.DependencyInjection;

namespace HiltBot.Engine.Buyers;

internal static class BuyersWiring
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddBuyers() => services.AddScoped<BlockBuyer>().AddScoped<UnblockBuyer>()
            .AddScoped<ConnectAccount>().AddScoped<ForgetBuyer>().AddScoped<FinishForgetting>()
            .AddScoped<AddAccount>().AddScoped<StartIdentity>().AddScoped<CompleteIdentity>()
            .AddScoped<ConnectOffers>().AddScoped<SendVisitor>().AddScoped<ReceiveVisitor>()
            .AddScoped<KnowAppVisitor>();
    }
}
