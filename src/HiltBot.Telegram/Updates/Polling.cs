using System.Text.Json;
using HiltBot.Telegram.Api;
using HiltBot.Telegram.Wire;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HiltBot.Telegram.Updates;

/// <summary>
/// Long polling (<c>getUpdates</c>), on the one node that holds the lease. An update is confirmed by the next call once it
/// was acted on, so that a node that dies loses none; what the next one hears again has its effect once, by the engine's
/// word.
/// </summary>
internal sealed partial class Polling(
    BotApi api, UpdateTurns turns, WhileLeased leased, IUpdatesLease lease, IOptions<TelegramOptions> options,
    TelegramState state, TimeProvider time, ILogger<Polling> logger) : BackgroundService
{
    public const int BatchMax = 100;

    public static readonly TimeSpan PollTime = TimeSpan.FromSeconds(50);

    // While some are in work, new ones of others are looked for so often.
    private static readonly TimeSpan LookTime = TimeSpan.FromMilliseconds(300);

    private static readonly TimeSpan NetworkTime = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan FinishTime = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan ConfirmTime = TimeSpan.FromSeconds(3);

    private readonly ToldOnce polls = new();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value is not { Token.Length: > 0, Receive: TelegramReceive.Polling })
        {
            return;
        }

        await leased.RunAsync(PollAsync, stoppingToken);
        await turns.StopAsync();
    }

    private async Task PollAsync(CancellationToken cancellationToken)
    {
        var window = new PollWindow();
        try
        {
            await DropWebhookAsync(cancellationToken);
            for (var failures = 0; ;)
            {
                var offset = window.Offset;
                var began = time.GetTimestamp();
                var answer = await api.SendAsync(CallOf(offset, window.HasOpen), cancellationToken);
                if (answer is BotAnswer.Done done)
                {
                    failures = 0;
                    Works();
                    window.Confirmed(offset);
                    Take(done.Result, window, cancellationToken);
                    await window.WaitAsync(LookTime, time, cancellationToken);
                    if (done.Result.AsItems().FirstOrDefault().ValueKind == JsonValueKind.Undefined &&
                        time.GetElapsedTime(began) < LookTime)
                    {
                        // A server that does not wait, as some of one's own do, is not asked without a pause.
                        await Task.Delay(LookTime, time, cancellationToken);
                    }

                    continue;
                }

                await FailAsync(answer, ++failures, cancellationToken);
            }
        }
        finally
        {
            await EndAsync(window);
        }
    }

    private BotCall CallOf(long? offset, bool hasOpen)
    {
        var wait = hasOpen ? TimeSpan.Zero : PollTime;
        return new BotCall("getUpdates")
        {
            Body = new
            {
                Offset = offset,
                Limit = BatchMax,
                Timeout = (int)wait.TotalSeconds,
                AllowedUpdates = turns.Kinds,
            },
            Urgency = CallUrgency.Answer,
            Timeout = wait + NetworkTime,
        };
    }

    private void Take(JsonElement updates, PollWindow window, CancellationToken cancellationToken)
    {
        foreach (var update in updates.AsItems().Select(UpdateReader.Read).OfType<BotUpdate>())
        {
            if (!window.Open(update.UpdateId))
            {
                continue;
            }

            if (turns.TryTake(update, cancellationToken) is not { } acting)
            {
                window.Forget(update.UpdateId);
                continue;
            }

            _ = CloseAsync(acting, update.UpdateId, window);
        }
    }

    // What was not acted on stays open, and so unconfirmed.
    private static async Task CloseAsync(Task<bool> acting, long updateId, PollWindow window)
    {
        if (await acting)
        {
            window.Close(updateId);
        }
    }

    private async Task FailAsync(BotAnswer answer, int failures, CancellationToken cancellationToken)
    {
        var pause = Backoff.After(failures);
        switch (answer)
        {
            case BotAnswer.Refused { Code: 409 } conflict:
                if (polls.Fails("conflict"))
                {
                    state.Set(TelegramProblem.Updates, UpdateWords.Conflict);
                    Log.Conflict(logger, conflict.Description);
                }

                await DropWebhookAsync(cancellationToken);
                break;
            case BotAnswer.Refused refused:
                Fail($"{refused.Code}, {refused.Description}");
                break;
            case BotAnswer.Limited limited:
                pause = limited.After > pause ? limited.After : pause;
                break;
            case BotAnswer.Unreachable when failures > 1:
                Fail("it does not answer");
                break;
        }

        await Task.Delay(pause, time, cancellationToken);
    }

    private void Works()
    {
        if (polls.Works())
        {
            state.Set(TelegramProblem.Updates, null);
            Log.Works(logger);
        }
    }

    private void Fail(string why)
    {
        if (polls.Fails(why))
        {
            state.Set(TelegramProblem.Updates, UpdateWords.NothingHeard);
            Log.Fails(logger, why);
        }
    }

    // While a webhook is set nobody can poll. What waits for it stays.
    private Task<BotAnswer> DropWebhookAsync(CancellationToken cancellationToken) => api.SendAsync(
        new BotCall("deleteWebhook") { Body = new { DropPendingUpdates = false }, IsSafeToRepeat = true },
        cancellationToken);

    // Whoever polls next shall not hear again what was acted on; where that fails they do, without harm.
    private async Task EndAsync(PollWindow window)
    {
        using var patience = new CancellationTokenSource(FinishTime, TimeProvider.System);
        await turns.FinishAsync(patience.Token);
        if (!lease.IsHeld || window.Offset is not { } offset)
        {
            return;
        }

        using var brief = new CancellationTokenSource(ConfirmTime, TimeProvider.System);
        try
        {
            await api.SendAsync(
                new BotCall("getUpdates") { Body = new { Offset = offset, Limit = 1, Timeout = 0 } }, brief.Token);
        }
        catch (OperationCanceledException)
        {
        }
    }

    private static partial class Log
    {
        [LoggerMessage(12220, LogLevel.Error,
            "Telegram gives the updates to somebody else ({Description}): another program polls with this bot's token, or " +
            "sets a webhook for it. Stop that program, or get a new token from @BotFather. It is tried again.")]
        public static partial void Conflict(ILogger logger, string description);

        [LoggerMessage(12221, LogLevel.Warning, "No updates come from Telegram ({Why}); it is tried again.")]
        public static partial void Fails(ILogger logger, string why);

        [LoggerMessage(12222, LogLevel.Information, "Updates come from Telegram again.")]
        public static partial void Works(ILogger logger);
    }
}
