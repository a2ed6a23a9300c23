using HiltBot.Contract.Tests;
using HiltBot.TestKit;

[assembly: AssemblyFixture(typeof(SharedWorld))]

namespace HiltBot.Contract.Tests;

/// <summary>One story for the tests that only look at what was answered; told when the first of them asks.</summary>
public sealed class SharedWorld : IAsyncDisposable
{
    private readonly Lazy<Task<World>> world = new(() => World.MakeAsync(Store.Sqlite));

    public async ValueTask DisposeAsync()
    {
        if (world.IsValueCreated)
        {
            await (await GetAsync()).DisposeAsync();
        }
    }

    internal Task<World> GetAsync() => world.Value;
}
