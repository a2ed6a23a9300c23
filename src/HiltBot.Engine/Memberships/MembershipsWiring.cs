using Microsoft.Extensions.DependencyInjection;

namespace HiltBot.Engine.Memberships;

internal static class MembershipsWiring
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddMemberships() => services
            .AddScoped<ApplyPayment>()
            .AddScoped<NameMember>()
            .AddScoped<GiftMembership>()
            .AddScoped<EndMembership>()
            .AddScoped<CancelMembership>()
            .AddScoped<PauseMembership>()
            .AddScoped<ResumeMembership>()
            .AddScoped<EditMembershipDates>()
            .AddScoped<LapseMemberships>()
            .AddScoped<ListMemberships>()
            .AddScoped<LookUpMemberships>()
            .AddScoped<ReadMembership>()
            .AddScoped<EditMembershipRecord>();
    }
}
