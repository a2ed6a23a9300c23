using HiltBot.Engine.Payments;

namespace HiltBot;

/// <summary>Listens to the chain's socket for as long as the host runs, when one is configured.</summary>
internal sealed class SocketListener(ChainSocket socket) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => socket.RunAsync(stoppingToken);
}
