using System.Collections.Concurrent;
using HiltBot.Engine.Outbox;
using HiltBot.Engine.Values;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HiltBot.Engine.Notices;

/// <summary>
/// Sends claimed notices, outside any transaction: side by side, each over its ways in order until one takes
/// it. The id of the notice goes along, so that a repetition can be seen.
/// </summary>
public sealed partial class NoticeSender(
    IServiceScopeFactory scopes, TimeProvider time, IOptions<WorkOptions> options,
    ILogger<NoticeSender> logger)
{
    private const int SideBySideMax = 8;

    private static readonly TimeSpan SendTimeMax = TimeSpan.FromSeconds(10);

    /// <returns>The answers of each notice that was tried; those for which the claim left no time are
    /// missing.</returns>
    internal async Task<IReadOnlyDictionary<NoticeId, IReadOnlyList<NoticeTry>>> SendAsync(
        IReadOnlyCollection<NoticeTask> tasks, long claimedAt, CancellationToken cancellationToken)
    {
        var claimTime = TimeSpan.FromSeconds(options.Value.ClaimSeconds);
        var sendTime = claimTime * 2 / 5 < SendTimeMax ? claimTime * 2 / 5 : SendTimeMax;
        var tries = new ConcurrentDictionary<NoticeId, IReadOnlyList<NoticeTry>>();
        await Parallel.ForEachAsync(
            tasks,
            new ParallelOptions { MaxDegreeOfParallelism = SideBySideMax, CancellationToken = cancellationToken },
            async (task, stop) =>
            {
                if (time.GetElapsedTime(claimedAt) + sendTime < claimTime)
                {
                    tries[task.NoticeId] = await SendOneAsync(task, sendTime, stop);
                }
            });
        return tries;
    }

    private async Task<IReadOnlyList<NoticeTry>> SendOneAsync(
        NoticeTask task, TimeSpan sendTime, CancellationToken stop)
    {
        var tries = new List<NoticeTry>();
        foreach (var route in task.First)
        {
            // Who only has to be waited for is not mentioned anywhere instead.
            if (route.BesideFor is not null && tries.Any(done => done.Answer is NoticeAnswer.TryLater))
            {
                break;
            }

            var answer = await TryAsync(task, route, sendTime, stop);
            tries.Add(new NoticeTry(route, answer));
            if (answer is NoticeAnswer.Accepted)
            {
                return tries;
            }
        }

        // A channel that only asks to wait will take it; owners are told when there is none that can.
        if (tries.Any(done => done.Answer is NoticeAnswer.TryLater))
        {
            return tries;
        }

        foreach (var route in task.Owners)
        {
            tries.Add(new NoticeTry(route, await TryAsync(task, route, sendTime, stop)));
        }

        return tries;
    }

    private async Task<NoticeAnswer> TryAsync(
        NoticeTask task, NoticeRoute route, TimeSpan sendTime, CancellationToken stop)
    {
        using var timer = new CancellationTokenSource(sendTime, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, stop);
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var channel = scope.ServiceProvider.GetServices<INoticeChannel>()
                .FirstOrDefault(known => known.Platform == route.Platform);
            if (channel is null)
            {
                return new NoticeAnswer.TryLater(null, "this platform is not connected to the bot");
            }

            if (task.Message is not { } message)
            {
                return new NoticeAnswer.TryLater(null, "there are no words for it");
            }

            var sending = route switch
            {
                { CommunityExternalId: null } => channel.SendPrivatelyAsync(
                    route.Address, message, task.NoticeId, either.Token),
                { BesideFor: { } account } => channel.SendBesideChannelAsync(
                    route.CommunityExternalId, route.Address, account, message, task.NoticeId, either.Token),
                _ => channel.SendToChannelAsync(
                    route.CommunityExternalId, route.Address, message, task.NoticeId, either.Token),
            };
            return await sending.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return new NoticeAnswer.TryLater(null, "the platform did not answer in time");
        }
#pragma warning disable CA1031 // Whatever breaks in an adapter concerns this message only; it is tried again later.
        catch (Exception exception) when (exception is not OperationCanceledException)
#pragma warning restore CA1031
        {
            Log.SendingBroke(logger, exception, route.Platform, task.NoticeId);
            return new NoticeAnswer.TryLater(null, "the connection to the platform broke");
        }
    }

    private static partial class Log
    {
        [LoggerMessage(7001, LogLevel.Warning, "{Platform} gave no answer to notice {NoticeId}.")]
        public static partial void SendingBroke(
            ILogger logger, Exception exception, Platform platform, NoticeId noticeId);
    }
}
