using Microsoft.Extensions.DependencyInjection;

namespace HiltBot.Engine.Handoffs;

internal static class HandoffsWiring
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddHandoffs() => services;
    }
}
