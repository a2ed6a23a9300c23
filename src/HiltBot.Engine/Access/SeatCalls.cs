using System.Collections.Concurrent;
using HiltBot.Engine.Outbox;
using HiltBot.Engine.Values;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HiltBot.Engine.Access;

/// <summary>
/// Makes the calls of a batch: side by side, at most <see cref="PerPlatformMax"/> a platform, each in a scope
/// of its own and with a time of its own. Calls for which the claim leaves no time are not made.
/// </summary>
public sealed partial class SeatCalls(
    IServiceScopeFactory scopes, TimeProvider time, IOptions<WorkOptions> options, ILogger<SeatCalls> logger)
{
    public const int PerPlatformMax = 8;

    private static readonly TimeSpan CallTimeMax = TimeSpan.FromSeconds(20);

    /// <summary>Platforms that have an arm here.</summary>
    public IReadOnlySet<Platform> Registered()
    {
        using var scope = scopes.CreateScope();
        return scope.ServiceProvider.GetServices<IAccessPlatform>().Select(platform => platform.Platform)
            .ToHashSet();
    }

    /// <param name="claimedAt"><see cref="TimeProvider.GetTimestamp"/> when the claim was taken.</param>
    internal async Task<IReadOnlyDictionary<SeatId, SeatResult>> MakeAsync(
        IReadOnlyCollection<SeatCall> calls, long claimedAt, CancellationToken cancellationToken)
    {
        var claimTime = TimeSpan.FromSeconds(options.Value.ClaimSeconds);
        var callTime = claimTime * 2 / 5 < CallTimeMax ? claimTime * 2 / 5 : CallTimeMax;
        var results = new ConcurrentDictionary<SeatId, SeatResult>();
        await Task.WhenAll(calls.GroupBy(call => call.Platform).Select(group => Parallel.ForEachAsync(
            group,
            new ParallelOptions { MaxDegreeOfParallelism = PerPlatformMax, CancellationToken = cancellationToken },
            async (call, stop) =>
            {
                var isTimeLeft = time.GetElapsedTime(claimedAt) + callTime < claimTime;
                results[call.SeatId] = isTimeLeft
                    ? await MakeOneAsync(call, callTime, stop)
                    : new SeatResult.NotMade();
            })));
        return results;
    }

    private async Task<SeatResult> MakeOneAsync(SeatCall call, TimeSpan callTime, CancellationToken stop)
    {
        using var timer = new CancellationTokenSource(callTime, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, stop);
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var platform = scope.ServiceProvider.GetServices<IAccessPlatform>()
                .First(arm => arm.Platform == call.Platform);
            var answer = call.Action switch
            {
                AccessAction.Grant => platform.GrantAsync(
                    call.TargetId, call.AccountId, call.Reason, call.Terms, either.Token),
                AccessAction.Revoke => platform.RevokeAsync(
                    call.TargetId, call.AccountId, call.Reason, call.Terms, either.Token),
                _ => platform.LookAsync(call.TargetId, call.AccountId, either.Token),
            };
            return new SeatResult.Answered(await answer.WaitAsync(either.Token));
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return new SeatResult.NoAnswer("the platform did not answer in time");
        }
#pragma warning disable CA1031 // Whatever breaks in an adapter concerns this seat only; it is tried again by its schedule.
        catch (Exception exception) when (exception is not OperationCanceledException)
#pragma warning restore CA1031
        {
            Log.CallBroke(logger, exception, call.Platform, call.Action, call.SeatId);
            return new SeatResult.NoAnswer("the connection to the platform broke");
        }
    }

    private static partial class Log
    {
        [LoggerMessage(6010, LogLevel.Warning, "{Platform} gave no answer to {Action} of seat {SeatId}.")]
        public static partial void CallBroke(
            ILogger logger, Exception exception, Platform platform, AccessAction action, SeatId seatId);
    }
}
