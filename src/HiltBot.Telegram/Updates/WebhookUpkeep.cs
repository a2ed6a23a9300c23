using HiltBot.Engine.Checkouts;
using HiltBot.Telegram.Api;
using HiltBot.Telegram.Wire;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HiltBot.Telegram.Updates;

/// <summary>
/// Sets the bot's own webhook at the start, looks from time to time whether it is still there, and says what Telegram
/// reports. One node does it; updates come to all.
/// </summary>
internal sealed partial class WebhookUpkeep(
    BotApi api, UpdateTurns turns, WhileLeased leased, PublicAddress address, IOptions<TelegramOptions> options,
    TelegramState state, TimeProvider time, ILogger<WebhookUpkeep> logger) : BackgroundService
{
    public static readonly TimeSpan LookTime = TimeSpan.FromMinutes(1);

    private const int ConnectionsMax = 40;

    private readonly ToldOnce sets = new();
    private readonly ToldOnce deliveries = new();
    private long toldErrorAt;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value is not { Token.Length: > 0, Receive: TelegramReceive.Webhook })
        {
            return;
        }

        await leased.RunAsync(KeepAsync, stoppingToken);
    }

    private string Url => address.To(WebhookEndpoint.Path);

    private async Task KeepAsync(CancellationToken cancellationToken)
    {
        // The secret cannot be read back, so it is set whoever begins.
        for (var (failures, isSet) = (0, false); ;)
        {
            if (!isSet && !await SetAsync(cancellationToken))
            {
                await Task.Delay(Backoff.After(++failures), time, cancellationToken);
                continue;
            }

            failures = 0;
            await Task.Delay(LookTime, time, cancellationToken);
            isSet = await LookAsync(cancellationToken);
        }
    }

    private async Task<bool> SetAsync(CancellationToken cancellationToken)
    {
        var answer = await api.SendAsync(
            new BotCall("setWebhook")
            {
                Body = new
                {
                    Url,
                    SecretToken = WebhookSecret.Of(options.Value),
                    AllowedUpdates = turns.Kinds,
                    MaxConnections = ConnectionsMax,
                    DropPendingUpdates = false,
                },
                IsSafeToRepeat = true,
            },
            cancellationToken);
        switch (answer)
        {
            case BotAnswer.Done:
                state.Set(TelegramProblem.Updates, null);
                sets.Works();
                Log.IsSet(logger, Url);
                return true;
            case BotAnswer.Refused refused:
                if (sets.Fails(refused.Description))
                {
                    state.Set(TelegramProblem.Updates, UpdateWords.WebhookRefused);
                    Log.Refused(logger, Url, refused.Code, refused.Description);
                }

                return false;
            default:
                if (sets.Fails("away"))
                {
                    Log.NotSet(logger);
                }

                return false;
        }
    }

    // False: it has to be set again.
    private async Task<bool> LookAsync(CancellationToken cancellationToken)
    {
        if (await api.SendAsync(
            new BotCall("getWebhookInfo") { IsSafeToRepeat = true }, cancellationToken) is not BotAnswer.Done { Result: var info })
        {
            return true;
        }

        var kinds = info.Items("allowed_updates").Select(kind => kind.AsText()).Order(StringComparer.Ordinal);
        if (info.Text("url") != Url || !kinds.SequenceEqual(turns.Kinds))
        {
            Log.Changed(logger);
            return false;
        }

        Judge(info.Whole("last_error_date") ?? 0, info.Text("last_error_message"), info.Whole("pending_update_count") ?? 0);
        return true;
    }

    private void Judge(long errorAt, string? message, long pending)
    {
        if (errorAt > toldErrorAt)
        {
            toldErrorAt = errorAt;
            state.Set(TelegramProblem.Updates, UpdateWords.WebhookFails);
            if (deliveries.Fails(message ?? string.Empty))
            {
                Log.Fails(logger, message ?? "no reason given", pending);
            }
        }
        else if (pending == 0 && deliveries.Works())
        {
            state.Set(TelegramProblem.Updates, null);
            Log.Works(logger);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(12230, LogLevel.Information, "Telegram posts updates to {Url}.")]
        public static partial void IsSet(ILogger logger, string url);

        [LoggerMessage(12231, LogLevel.Error,
            "Telegram does not take the webhook {Url} ({Code}, {Description}). HiltBot:PublicUrl must be https, reachable " +
            "from the internet, on port 443, 80, 88 or 8443. It is tried again.")]
        public static partial void Refused(ILogger logger, string url, int code, string description);

        [LoggerMessage(12232, LogLevel.Warning, "The webhook could not be set, because Telegram does not answer; it is tried again.")]
        public static partial void NotSet(ILogger logger);

        [LoggerMessage(12233, LogLevel.Warning,
            "The webhook was changed by somebody else who has the bot's token; it is set again.")]
        public static partial void Changed(ILogger logger);

        [LoggerMessage(12234, LogLevel.Warning,
            "Telegram reports that it cannot deliver updates ({Message}; {Pending} wait).")]
        public static partial void Fails(ILogger logger, string message, long pending);

        [LoggerMessage(12235, LogLevel.Information, "Telegram delivers updates again.")]
        public static partial void Works(ILogger logger);
    }
}
