using Microsoft.Extensions.DependencyInjection;

namespace HiltBot.Engine.Access;

internal static class AccessWiring
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddAccess() => services;
    }
}
