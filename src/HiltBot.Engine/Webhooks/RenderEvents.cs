using HiltBot.Engine.Storage;

namespace HiltBot.Engine.Webhooks;

/// <summary>Renders due events once.</summary>
public sealed class RenderEvents(Work work)
{
    public Task<int> HandleAsync(CancellationToken cancellationToken) =>
        work.RunAsync<int>(_ => throw new NotSupportedException(), cancellationToken);
}
