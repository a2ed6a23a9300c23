using Microsoft.Extensions.DependencyInjection;

namespace HiltBot.Engine.Sandbox;

internal static class SandboxWiring
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddSandbox() => services;
    }
}
