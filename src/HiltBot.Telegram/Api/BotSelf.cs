using System.Globalization;
using HiltBot.Telegram.Wire;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace HiltBot.Telegram.Api;

/// <summary>Who the bot is: its id stands in the token, its user name is asked once (<c>getMe</c>).</summary>
public sealed class BotSelf(BotApi api, IOptions<TelegramOptions> options)
{
    private string? username;

    /// <summary>The bot's account, from the part of the token before the colon.</summary>
    public string UserId { get; } = (options.Value.Token ?? string.Empty).Split(':')[0];

    /// <summary>Without <c>@</c>; null until Telegram has told.</summary>
    public string? Username => Volatile.Read(ref username);

    /// <returns>The user name; null while Telegram does not tell.</returns>
    public async Task<string?> LearnAsync(CancellationToken cancellationToken)
    {
        if (Username is { } known)
        {
            return known;
        }

        var answer = await api.SendAsync(
            new BotCall("getMe") { Urgency = CallUrgency.Answer, IsSafeToRepeat = true }, cancellationToken);
        if (answer is BotAnswer.Done { Result: var me } && me.Text("username") is { Length: > 0 } name)
        {
            Volatile.Write(ref username, name);
        }

        return Username;
    }

    /// <summary>Whether an account is the bot.</summary>
    public bool Is(long userId) => userId.ToString(CultureInfo.InvariantCulture) == UserId;
}

/// <summary>Asks who the bot is until Telegram tells, so that links to it can be written; a refused token is heard of at
/// once.</summary>
internal sealed class LearnSelf(BotSelf self, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan PauseMin = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan PauseMax = TimeSpan.FromMinutes(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var pause = PauseMin; await self.LearnAsync(stoppingToken) is null; pause *= 2)
        {
            pause = pause > PauseMax ? PauseMax : pause;
            await Task.Delay(pause, time, stoppingToken);
        }
    }
}
