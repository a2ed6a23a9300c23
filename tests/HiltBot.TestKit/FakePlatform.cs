using System.Runtime.CompilerServices;
using HiltBot.Engine.Access;
using HiltBot.Engine.Chat;
using HiltBot.Engine.Notices;
using HiltBot.Engine.Values;
using Microsoft.Extensions.DependencyInjection;

namespace HiltBot.TestKit;

/// <summary>What a fake platform was asked, in order.</summary>
public sealed record PlatformCall(AccessAction Action, string TargetId, string AccountId, string Reason);

/// <summary>A message that a fake platform took.</summary>
/// <param name="ChannelId">Null for a private message to <paramref name="AccountId"/>.</param>
public sealed record PlatformMessage(string? ChannelId, string? AccountId, ChatReply Message, NoticeId NoticeId);

/// <summary>
/// A platform that behaves: people are inside or not, hold targets or not, take messages or not; the bot has rights or
/// not. It can be told to fail, to be slow, and to apply a call without answering it.
/// </summary>
public sealed class FakePlatform(Platform platform) : IAccessPlatform, INoticeChannel, IMemberSurvey
{
    private readonly Lock gate = new();
    private readonly HashSet<string> inside = [];
    private readonly HashSet<(string Target, string Account)> held = [];
    private readonly HashSet<string> administrators = [];
    private readonly HashSet<string> blocked = [];
    private readonly HashSet<string> gone = [];
    private readonly Queue<Func<AccessAction, AccessAnswer?>> plans = new();
    private readonly Queue<NoticeAnswer> noticePlans = new();
    private readonly List<PlatformCall> calls = [];
    private readonly List<PlatformMessage> messages = [];
    private int running;

    public Platform Platform => platform;

    /// <summary>Whether one node at a time may speak to it.</summary>
    public bool NeedsLease { get; set; }

    public TimeSpan Interval { get; set; } = TimeSpan.FromHours(1);

    /// <summary>When set, a survey breaks after so many pages.</summary>
    public int? SurveyBreaksAfter { get; set; }

    /// <summary>Pages that were read of it.</summary>
    public int PagesRead { get; private set; }

    /// <summary>What is wrong with the bot's rights; null when it may do its work.</summary>
    public string? MissingRight { get; set; }

    public bool BotIsInside { get; set; } = true;

    /// <summary>Made for people who are not inside; null on platforms without invites.</summary>
    public string? InviteUrl { get; set; }

    /// <summary>When set, every call waits for it.</summary>
    public Task? Gate { get; set; }

    /// <summary>The most calls that ran side by side.</summary>
    public int SideBySideMax { get; private set; }

    public IReadOnlyList<PlatformCall> Calls
    {
        get
        {
            lock (gate)
            {
                return [.. calls];
            }
        }
    }

    public IReadOnlyList<PlatformMessage> Messages
    {
        get
        {
            lock (gate)
            {
                return [.. messages];
            }
        }
    }

    public void Join(string account) => Do(() => inside.Add(account));

    /// <summary>Who leaves loses what they held.</summary>
    public void Leave(string account) => Do(() =>
    {
        inside.Remove(account);
        held.RemoveWhere(pair => pair.Account == account);
    });

    public void GiveByHand(string target, string account) => Do(() => held.Add((target, account)));

    public void TakeByHand(string target, string account) => Do(() => held.Remove((target, account)));

    public void MakePlain(string account) => Do(() => administrators.Remove(account));

    public void MakeAdministrator(string account) => Do(() => administrators.Add(account));

    public void DeleteTarget(string target) => Do(() => gone.Add(target));

    public void DeleteAccount(string account) => Do(() => gone.Add(account));

    public void BlockMessages(string account) => Do(() => blocked.Add(account));

    public void AllowMessages(string account) => Do(() => blocked.Remove(account));

    public bool Holds(string target, string account)
    {
        lock (gate)
        {
            return held.Contains((target, account));
        }
    }

    public int HoldersOf(string target)
    {
        lock (gate)
        {
            return held.Count(pair => pair.Target == target);
        }
    }

    public int Count(AccessAction action) => Calls.Count(call => call.Action == action);

    /// <summary>The next call is answered so, and changes nothing.</summary>
    public void AnswerNext(AccessAnswer answer) => Do(() => plans.Enqueue(_ => answer));

    /// <summary>The next call breaks before it did anything.</summary>
    public void BreakNext() => Do(() => plans.Enqueue(_ => throw new IOException("The connection was cut.")));

    /// <summary>The next call is applied, and its answer is lost.</summary>
    public void LoseNextAnswer() => Do(() => plans.Enqueue(_ => null));

    public void AnswerNextMessage(NoticeAnswer answer) => Do(() => noticePlans.Enqueue(answer));

    public void Register(IServiceCollection services)
    {
        services.AddSingleton<IAccessPlatform>(this);
        services.AddSingleton<INoticeChannel>(this);
    }

    /// <summary>Its members can be read in pages too.</summary>
    public void RegisterSurvey(IServiceCollection services) => services.AddSingleton<IMemberSurvey>(this);

    public async IAsyncEnumerable<IReadOnlyList<ShownMember>> ReadAsync(
        string communityExternalId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var pages = Read();
        for (var page = 0; page < pages.Count; page++)
        {
            if (page == SurveyBreaksAfter)
            {
                throw new SurveyBrokenException("The list of members broke off.");
            }

            PagesRead++;
            await Task.Yield();
            yield return pages[page];
        }
    }

    public Task<AccessAnswer> LookAsync(string targetId, string accountId, CancellationToken cancellationToken) =>
        CallAsync(new(AccessAction.Look, targetId, accountId, string.Empty), cancellationToken);

    public Task<AccessAnswer> GrantAsync(
        string targetId, string accountId, string reason, CancellationToken cancellationToken) =>
        CallAsync(new(AccessAction.Grant, targetId, accountId, reason), cancellationToken);

    public Task<AccessAnswer> RevokeAsync(
        string targetId, string accountId, string reason, CancellationToken cancellationToken) =>
        CallAsync(new(AccessAction.Revoke, targetId, accountId, reason), cancellationToken);

    public Task<NoticeAnswer> SendPrivatelyAsync(
        string accountId, ChatReply message, NoticeId noticeId, CancellationToken cancellationToken) =>
        Task.FromResult(Send(new PlatformMessage(null, accountId, message, noticeId), blocked.Contains(accountId)));

    public Task<NoticeAnswer> SendToChannelAsync(
        string communityExternalId, string channelId, ChatReply message, NoticeId noticeId,
        CancellationToken cancellationToken) =>
        Task.FromResult(Send(new PlatformMessage(channelId, null, message, noticeId), !BotIsInside));

    public Task<NoticeAnswer> SendBesideChannelAsync(
        string communityExternalId, string channelId, string accountId, ChatReply message, NoticeId noticeId,
        CancellationToken cancellationToken) =>
        Task.FromResult(Send(
            new PlatformMessage(channelId, accountId, message, noticeId), !BotIsInside || !inside.Contains(accountId)));

    private List<ShownMember[]> Read()
    {
        lock (gate)
        {
            return [.. inside.Order(StringComparer.Ordinal)
                .Select(account => new ShownMember(account, held.Where(pair => pair.Account == account)
                    .Select(pair => pair.Target).ToHashSet()))
                .Chunk(2)];
        }
    }

    private NoticeAnswer Send(PlatformMessage message, bool isRefused)
    {
        lock (gate)
        {
            if (noticePlans.TryDequeue(out var planned) && planned is not NoticeAnswer.Accepted)
            {
                return planned;
            }

            if (isRefused)
            {
                return new NoticeAnswer.CannotDeliver("blocked");
            }

            messages.Add(message);
            return new NoticeAnswer.Accepted();
        }
    }

    private async Task<AccessAnswer> CallAsync(PlatformCall call, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            running++;
            SideBySideMax = Math.Max(SideBySideMax, running);
            calls.Add(call);
        }

        try
        {
            if (Gate is { } wait)
            {
                await wait.WaitAsync(cancellationToken);
            }

            await Task.Yield();
            lock (gate)
            {
                if (!plans.TryDequeue(out var plan))
                {
                    return Apply(call);
                }

                if (plan(call.Action) is { } answer)
                {
                    return answer;
                }

                Apply(call);
                throw new IOException("The answer was lost.");
            }
        }
        finally
        {
            lock (gate)
            {
                running--;
            }
        }
    }

    private AccessAnswer Apply(PlatformCall call)
    {
        var key = (call.TargetId, call.AccountId);
        if (!BotIsInside)
        {
            return new AccessAnswer.CommunityGone();
        }

        if (gone.Contains(call.TargetId))
        {
            return new AccessAnswer.UnknownTarget();
        }

        if (gone.Contains(call.AccountId))
        {
            return new AccessAnswer.UnknownAccount();
        }

        if (!inside.Contains(call.AccountId))
        {
            return call.Action == AccessAction.Revoke
                ? new AccessAnswer.Closed()
                : new AccessAnswer.WaitsForJoin(call.Action == AccessAction.Grant ? InviteUrl : null);
        }

        if (call.Action != AccessAction.Look && MissingRight is { } mend)
        {
            return new AccessAnswer.MissingRight(mend);
        }

        if (call.Action == AccessAction.Revoke && administrators.Contains(call.AccountId))
        {
            return new AccessAnswer.IsAdministrator();
        }

        if (call.Action == AccessAction.Grant)
        {
            held.Add(key);
        }
        else if (call.Action == AccessAction.Revoke)
        {
            held.Remove(key);
        }

        return held.Contains(key) ? new AccessAnswer.Open() : new AccessAnswer.Closed();
    }

    private void Do(Action change)
    {
        lock (gate)
        {
            change();
        }
    }
}
