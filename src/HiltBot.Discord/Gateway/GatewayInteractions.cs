using System.Collections.Concurrent;
using System.Text.Json;
using HiltBot.Discord.Door;
using HiltBot.Discord.Rest;
using Microsoft.Extensions.Logging;

namespace HiltBot.Discord.Gateway;

/// <summary>Interactions that come by the gateway are answered by calls of the API.</summary>
internal sealed class GatewayInteractions(
    InteractionDoor door, DiscordRest rest, ILogger<CallbackAnswer> logger) : IDisposable
{
    private readonly ConcurrentDictionary<Task, bool> running = new();
    private readonly CancellationTokenSource stopped = new();
    private readonly ToldOnce callbacks = new();

    public void Take(JsonElement data, long receivedAt)
    {
        if (Interaction.Read(data) is not { } interaction)
        {
            return;
        }

        var first = new CallbackAnswer(interaction, rest, callbacks, logger);

        // Begun here and not on another thread: what one person does is taken in its order.
        var task = door.HandleAsync(interaction, first, receivedAt, stopped.Token);
        running[task] = true;
        _ = task.ContinueWith(
            done => running.TryRemove(done, out _), CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll(running.Keys).WaitAsync(cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await stopped.CancelAsync();
    }

    public void Dispose() => stopped.Dispose();
}
