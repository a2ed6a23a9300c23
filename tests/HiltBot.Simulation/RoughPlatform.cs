using System.Collections.Concurrent;
using System.Globalization;
using HiltBot.Engine.Access;
using HiltBot.Engine.Chat;
using HiltBot.Engine.Notices;
using HiltBot.Engine.Values;
using HiltBot.TestKit;

namespace HiltBot.Simulation;

/// <summary>A notice that somebody's channel was asked to take.</summary>
internal sealed record Told(
    NoticeId NoticeId, string? AccountId, string? ChannelId, DateTimeOffset At, bool IsTaken, bool IsRefused);

/// <summary>
/// The platform as the nodes see it: calls fail before or after they were applied, messages are put off. What befalls a
/// call hangs on the call and not on the order in which calls come.
/// </summary>
internal sealed class RoughPlatform(FakePlatform server, Dice dice, Func<DateTimeOffset> now)
    : IAccessPlatform, INoticeChannel, ICommunityViewer
{
    private readonly ConcurrentDictionary<string, int> times = new();
    private readonly ConcurrentQueue<Told> told = new();
    private int mishaps;

    public Platform Platform => server.Platform;

    /// <summary>Of a hundred calls so many go wrong.</summary>
    public int RoughPercent { get; set; }

    public int Mishaps => mishaps;

    /// <summary>Everything that was said, oldest first.</summary>
    public IReadOnlyList<Told> Told => [.. told];

    /// <summary>Looks at each closing before it is applied.</summary>
    public Func<string, string, Task>? BeforeRevoke { get; set; }

    public Task<AccessAnswer> LookAsync(string targetId, string accountId, CancellationToken cancellationToken) =>
        CallAsync($"look {targetId} {accountId}", () => server.LookAsync(targetId, accountId, cancellationToken));

    public Task<AccessAnswer> GrantAsync(
        string targetId, string accountId, string reason, CancellationToken cancellationToken) => CallAsync(
        $"grant {targetId} {accountId}", () => server.GrantAsync(targetId, accountId, reason, cancellationToken));

    public async Task<AccessAnswer> RevokeAsync(
        string targetId, string accountId, string reason, CancellationToken cancellationToken)
    {
        await (BeforeRevoke?.Invoke(targetId, accountId) ?? Task.CompletedTask);
        return await CallAsync(
            $"revoke {targetId} {accountId}", () => server.RevokeAsync(targetId, accountId, reason, cancellationToken));
    }

    public Task<NoticeAnswer> SendPrivatelyAsync(
        string accountId, ChatReply message, NoticeId noticeId, CancellationToken cancellationToken) => SayAsync(
        noticeId, accountId, null, message,
        () => server.SendPrivatelyAsync(accountId, message, noticeId, cancellationToken));

    public Task<NoticeAnswer> SendToChannelAsync(
        string communityExternalId, string channelId, ChatReply message, NoticeId noticeId,
        CancellationToken cancellationToken) => SayAsync(
        noticeId, null, channelId, message,
        () => server.SendToChannelAsync(communityExternalId, channelId, message, noticeId, cancellationToken));

    Task<CommunityView?> ICommunityViewer.LookAsync(string communityExternalId, CancellationToken cancellationToken) =>
        Task.FromResult<CommunityView?>(new CommunityView(
            "Harbor House", [.. World.Targets.Select(target => new ViewedTarget(target, target))],
            [new ViewedChannel("alerts", "alerts")], []));

    private async Task<AccessAnswer> CallAsync(string call, Func<Task<AccessAnswer>> apply)
    {
        switch (Mishap(call))
        {
            case < 30:
                throw new IOException("The connection was cut before.");
            case < 70:
                await apply();
                throw new IOException("The connection was cut after.");
            case < 85:
                return new AccessAnswer.TryLater(TimeSpan.FromSeconds(30), "rate limit");
            case < 100:
                return new AccessAnswer.TryLater(null, "out of order");
            default:
                return await apply();
        }
    }

    private async Task<NoticeAnswer> SayAsync(
        NoticeId noticeId, string? accountId, string? channelId, ChatReply message, Func<Task<NoticeAnswer>> apply)
    {
        // Notice ids are not the same in two runs of a seed; what is said is.
        var mishap = Mishap($"say {accountId}{channelId} {message.Text}");
        if (mishap < 50)
        {
            throw new IOException("The connection was cut before.");
        }

        var answer = mishap < 75 ? new NoticeAnswer.TryLater(null, "out of order") : await apply();
        told.Enqueue(new Told(
            noticeId, accountId, channelId, now(), answer is NoticeAnswer.Accepted, answer is NoticeAnswer.CannotDeliver));
        return mishap is >= 75 and < 100 ? throw new IOException("The connection was cut after.") : answer;
    }

    // 100 and more: nothing befalls it.
    private int Mishap(string call)
    {
        var time = times.AddOrUpdate(call, 1, (_, before) => before + 1);
        if (dice.Of(string.Create(CultureInfo.InvariantCulture, $"{call} {time}")) >= RoughPercent)
        {
            return int.MaxValue;
        }

        Interlocked.Increment(ref mishaps);
        return dice.Of(string.Create(CultureInfo.InvariantCulture, $"what befalls {call} {time}"));
    }
}
