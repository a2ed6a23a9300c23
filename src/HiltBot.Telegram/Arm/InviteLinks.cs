using System.Collections.Concurrent;
using HiltBot.Engine.Access;
using HiltBot.Engine.Merchants;
using HiltBot.Engine.Values;
using HiltBot.Telegram.Api;
using HiltBot.Telegram.Wire;
using Microsoft.Extensions.DependencyInjection;

namespace HiltBot.Telegram.Arm;

/// <summary>A link, or why there is none.</summary>
internal readonly record struct LinkAnswer(string? Url, BotAnswer? Refusal);

/// <summary>
/// The links by which people come in: one for each chat that asks to be let in, kept in the books, or one for one entry
/// each, soon out of date.
/// </summary>
internal sealed class InviteLinks(
    ChatSender sender, SingleLinks singles, IServiceScopeFactory scopes, TimeProvider time)
{
    public static readonly TimeSpan SingleLifetime = TimeSpan.FromHours(24);

    /// <summary>Less than this of its life left: another is made.</summary>
    public static readonly TimeSpan SingleRest = TimeSpan.FromHours(1);

    /// <summary>Telegram tells nobody that a link was revoked, so it is asked now and then.</summary>
    public static readonly TimeSpan AskedEvery = TimeSpan.FromMinutes(10);

    private const int LocksMax = 5_000;
    private const string RequestLinkName = "HiltBot: members only";

    private readonly Recent<string, DateTimeOffset> askedAt = new(LocksMax);
    private readonly ConcurrentDictionary<string, Task<LinkAnswer>> underWay = new(StringComparer.Ordinal);

    public Task<LinkAnswer> GetAsync(
        string chatId, string accountId, EntryTerms terms, CancellationToken cancellationToken) =>
        terms.Way == EntryWay.SingleUse
            ? GetSingleAsync(chatId, accountId, terms, cancellationToken)
            : GetRequestAsync(chatId).WaitAsync(cancellationToken);

    /// <summary>It opens nothing any more; what is not there is as good as revoked.</summary>
    public async Task RevokeAsync(string chatId, string url, CancellationToken cancellationToken)
    {
        singles.Spend(url);
        await sender.SendAsync(chatId, id => Calls.RevokeLink(id, url), cancellationToken);
    }

    /// <summary>Leaves no link by which an account that was removed could come back without being asked.</summary>
    public async Task RevokeSingleAsync(
        string chatId, string accountId, EntryTerms? terms, CancellationToken cancellationToken)
    {
        var url = singles.Take(chatId, accountId) ??
            (terms is { Way: EntryWay.SingleUse } && IsFresh(terms, TimeSpan.Zero) ? terms.InviteUrl : null);
        if (url is not null && !singles.IsSpent(url))
        {
            await RevokeAsync(chatId, url, cancellationToken);
        }
    }

    private async Task<LinkAnswer> GetSingleAsync(
        string chatId, string accountId, EntryTerms terms, CancellationToken cancellationToken)
    {
        if (terms.InviteUrl is { } before)
        {
            if (IsFresh(terms, SingleRest))
            {
                singles.Give(chatId, accountId, before);
                return new LinkAnswer(before, null);
            }

            if (IsFresh(terms, TimeSpan.Zero))
            {
                await RevokeAsync(chatId, before, cancellationToken);
            }
        }

        var (answer, nowId) = await sender.SendAsync(
            chatId, id => Calls.MakeSingleLink(id, $"HiltBot: {accountId}", time.Now() + SingleLifetime), cancellationToken);
        if (UrlOf(answer) is not { } url)
        {
            return new LinkAnswer(null, answer);
        }

        singles.Give(nowId, accountId, url);
        return new LinkAnswer(url, null);
    }

    private bool IsFresh(EntryTerms terms, TimeSpan rest) => terms.InviteUrl is { } url && !singles.IsSpent(url) &&
        terms.InvitedAt is { } at && at + SingleLifetime - rest > time.Now();

    // Many buyers at once ask for one link: whoever comes first makes it, and the others wait for that.
    private Task<LinkAnswer> GetRequestAsync(string chatId)
    {
        var mine = new TaskCompletionSource<LinkAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        var task = underWay.GetOrAdd(chatId, mine.Task);
        if (task == mine.Task)
        {
            _ = CompleteAsync(chatId, mine);
        }

        return task;
    }

#pragma warning disable CA1031 // Whatever it was: whoever waits hears of it.
    private async Task CompleteAsync(string chatId, TaskCompletionSource<LinkAnswer> whoWaits)
    {
        try
        {
            // Nobody's own patience ends it: others may wait for the same.
            var link = await MakeRequestAsync(chatId, CancellationToken.None);
            underWay.TryRemove(chatId, out _);
            whoWaits.TrySetResult(link);
        }
        catch (Exception exception)
        {
            underWay.TryRemove(chatId, out _);
            whoWaits.TrySetException(exception);
        }
    }
#pragma warning restore CA1031

    private async Task<LinkAnswer> MakeRequestAsync(string chatId, CancellationToken cancellationToken)
    {
        var kept = await InScopeAsync(
            invites => invites.FindAsync(Platform.Telegram, chatId, cancellationToken));
        if (kept is not null)
        {
            if (askedAt.TryGet(kept, out var at) && at + AskedEvery > time.Now())
            {
                return new LinkAnswer(kept, null);
            }

            var asked = await sender.SendAsync(
                chatId, id => Calls.TryRequestLink(id, kept, RequestLinkName), cancellationToken);
            if (asked.Answer is BotAnswer.Done { Result: var link } && !link.IsTrue("is_revoked"))
            {
                askedAt.Keep(kept, time.Now());
                return new LinkAnswer(kept, null);
            }

            // Nobody is kept waiting because Telegram did not answer just now.
            if (asked.Answer is BotAnswer.Limited or BotAnswer.Unreachable or BotAnswer.Refused { Code: 401 })
            {
                return new LinkAnswer(kept, null);
            }

            (chatId, kept) = asked.ChatId == chatId ? (chatId, kept) : (asked.ChatId, null);
        }

        var (made, nowId) = await sender.SendAsync(
            chatId, id => Calls.MakeRequestLink(id, RequestLinkName), cancellationToken);
        if (UrlOf(made) is not { } url)
        {
            return new LinkAnswer(null, made);
        }

        var counts = await InScopeAsync(
            invites => invites.KeepAsync(Platform.Telegram, nowId, url, kept, cancellationToken)) ?? url;
        if (counts != url)
        {
            await RevokeAsync(nowId, url, cancellationToken);
        }

        askedAt.Keep(counts, time.Now());
        return new LinkAnswer(counts, null);
    }

    private async Task<string?> InScopeAsync(Func<CommunityInvites, Task<string?>> body)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await body(scope.ServiceProvider.GetRequiredService<CommunityInvites>());
    }

    private static string? UrlOf(BotAnswer answer) =>
        answer is BotAnswer.Done { Result: var link } && link.Text("invite_link") is { Length: > 0 } url ? url : null;
}
