namespace HiltBot.Discord.Rest;

/// <summary>The one pipeline through which every call of Discord's API goes.</summary>
public sealed class DiscordRest
{
#pragma warning disable CA1822 // The pipeline is built next.
    public Task<RestAnswer> SendAsync(RestCall call, CancellationToken cancellationToken) =>
        throw new NotSupportedException($"{call.Method} {call.Path}");
#pragma warning restore CA1822
}
