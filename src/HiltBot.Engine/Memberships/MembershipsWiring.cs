using Microsoft.Extensions.DependencyInjection;

namespace HiltBot.Engine.Memberships;

internal static class MembershipsWiring
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddMemberships() => services;
    }
}
