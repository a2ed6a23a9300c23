namespace HiltBot.Telegram.Api;

/// <summary>The Bot API: makes calls within Telegram's limits.</summary>
public sealed class BotApi
{
    public Task<BotAnswer> SendAsync(BotCall call, CancellationToken cancellationToken) =>
        throw new NotImplementedException(call.Method);
}
