using HiltBot.Engine.Access;
using HiltBot.Engine.Values;
using HiltBot.Telegram.Api;
using Microsoft.Extensions.Logging;

namespace HiltBot.Telegram.Arm;

/// <summary>A change may have been made, and nobody said so: no answer is true.</summary>
public sealed class TelegramSilentException(string message) : Exception(message);

/// <summary>
/// Seats as places in a chat: looks at a member, gives a link to who may come in, and removes who may not stay, so that
/// they may come back. What Telegram refuses becomes the port's words.
/// </summary>
internal sealed partial class TelegramSeats(
    ChatSender sender, ChatReader chats, InviteLinks links, BotSelf self, TimeProvider time, ILogger<TelegramSeats> logger)
{
    /// <summary>
    /// A ban that removes ends by itself, so that dying before it is lifted leaves none. Less than half a minute would be for
    /// ever (core.telegram.org/bots/api#banchatmember).
    /// </summary>
    public static readonly TimeSpan BanLength = TimeSpan.FromMinutes(2);

    private static readonly AccessAnswer Open = new AccessAnswer.Open();
    private static readonly AccessAnswer Closed = new AccessAnswer.Closed();
    private static readonly AccessAnswer IsAdministrator = new AccessAnswer.IsAdministrator();

    public async Task<AccessAnswer> LookAsync(string targetId, string accountId, CancellationToken cancellationToken)
    {
        if (Refuse(targetId, accountId) is { } refusal)
        {
            return refusal;
        }

        var seen = await SeeAsync(targetId, accountId, cancellationToken);
        return seen.Refusal ?? Show(seen.Member);
    }

    public async Task<AccessAnswer> GrantAsync(
        string targetId, string accountId, EntryTerms terms, CancellationToken cancellationToken)
    {
        if (Refuse(targetId, accountId) is { } refusal)
        {
            return refusal;
        }

        var (refused, member, chatId) = await SeeAsync(targetId, accountId, cancellationToken);
        if (refused is not null || member is { IsInside: true })
        {
            return refused ?? Show(member);
        }

        // Who asked before the bot could answer, or while Telegram was away, still stands at the door and cannot ask again.
        if (terms.Way == EntryWay.JoinRequest && member is not { IsBanned: true } &&
            (await sender.SendAsync(chatId, id => Calls.LetIn(id, accountId), cancellationToken)).Answer is BotAnswer.Done)
        {
            return Open;
        }

        // Whoever was banned and has paid since may come in; basic groups keep no such list.
        if (member is { IsBanned: true })
        {
            var (unbanned, _) = await sender.SendAsync(chatId, id => Calls.Unban(id, accountId), cancellationToken);
            if (unbanned is not BotAnswer.Done && Of(unbanned) != Refusal.NotInThisKindOfChat)
            {
                return await TranslateAsync(unbanned, chatId, cancellationToken);
            }
        }

        var link = await links.GetAsync(chatId, accountId, terms, cancellationToken);
        return link.Url is { } url
            ? new AccessAnswer.WaitsForJoin(url)
            : await TranslateAsync(link.Refusal!, chatId, cancellationToken);
    }

    /// <param name="terms">Null: not known.</param>
    public async Task<AccessAnswer> RevokeAsync(
        string targetId, string accountId, EntryTerms? terms, CancellationToken cancellationToken)
    {
        if (Refuse(targetId, accountId) is { } refusal)
        {
            return refusal;
        }

        var (refused, member, chatId) = await SeeAsync(targetId, accountId, cancellationToken);
        if (refused is not null || member is { IsAdministrator: true })
        {
            return refused ?? IsAdministrator;
        }

        // Before they are out: they may hold it in their hand.
        await links.RevokeSingleAsync(chatId, accountId, terms, cancellationToken);
        if (member is { IsInside: true })
        {
            return await RemoveAsync(chatId, accountId, cancellationToken);
        }

        // A ban that ends within minutes is one of ours that was not lifted; any other is somebody's decision.
        if (member is { IsBanned: true, UntilAt: { } until } && until <= time.Now() + BanLength)
        {
            await LiftAsync(chatId, accountId, cancellationToken);
        }

        return Closed;
    }

    private async Task<AccessAnswer> RemoveAsync(string chatId, string accountId, CancellationToken cancellationToken)
    {
        var (banned, nowId) = await sender.SendAsync(
            chatId, id => Calls.Ban(id, accountId, time.Now() + BanLength), cancellationToken);
        switch (banned)
        {
            case BotAnswer.Done:
                await LiftAsync(nowId, accountId, cancellationToken);
                return Closed;
            case BotAnswer.Unreachable { MayBeDone: true } silent:
                throw new TelegramSilentException(silent.Why);
            default:
                return await TranslateAsync(banned, nowId, cancellationToken);
        }
    }

    // Where it fails the ban ends by itself, so the removal stands all the same.
    private async Task LiftAsync(string chatId, string accountId, CancellationToken cancellationToken)
    {
        if (ChatIds.IsBasicGroup(chatId))
        {
            return;
        }

        var (lifted, _) = await sender.SendAsync(chatId, id => Calls.Unban(id, accountId), cancellationToken);
        if (lifted is not BotAnswer.Done && Of(lifted) != Refusal.NotInThisKindOfChat)
        {
            Log.NotLifted(logger, chatId, accountId, ApiWords.Why(lifted));
        }
    }

    private async Task<(AccessAnswer? Refusal, ChatMember? Member, string ChatId)> SeeAsync(
        string targetId, string accountId, CancellationToken cancellationToken)
    {
        var (answer, chatId) = await sender.SendAsync(targetId, id => Calls.Member(id, accountId), cancellationToken);
        if (answer is BotAnswer.Done { Result: var result })
        {
            return ChatMember.Of(result) is { } member
                ? (null, member, chatId)
                : (new AccessAnswer.TryLater(null, ApiWords.Why(answer)), null, chatId);
        }

        return Of(answer) == Refusal.NotInside
            ? (null, null, chatId)
            : (await TranslateAsync(answer, chatId, cancellationToken), null, chatId);
    }

    private async Task<AccessAnswer> TranslateAsync(
        BotAnswer answer, string chatId, CancellationToken cancellationToken) => Of(answer) switch
        {
            Refusal.BotIsOut or Refusal.ChatNotFound => new AccessAnswer.CommunityGone(),
            Refusal.UnknownAccount or Refusal.Deactivated => new AccessAnswer.UnknownAccount(),
            Refusal.IsAdministrator => IsAdministrator,
            Refusal.NotInside => Closed,
            Refusal.Rights => await MissingAsync(chatId, cancellationToken),
            _ => new AccessAnswer.TryLater(ApiWords.After(answer), ApiWords.Why(answer)),
        };

    // Telegram says only that something is missing; which it is follows from how the bot stands there.
    private async Task<AccessAnswer> MissingAsync(string chatId, CancellationToken cancellationToken) =>
        await chats.ReadAsync(chatId, cancellationToken) switch
        {
            ChatReading.Gone => new AccessAnswer.CommunityGone(),
            ChatReading.Seen { Sight: var sight } => new AccessAnswer.MissingRight(
                RightsWords.First(sight) ?? RightsWords.Unclear),
            _ => new AccessAnswer.MissingRight(RightsWords.Unclear),
        };

    private AccessAnswer? Refuse(string targetId, string accountId) =>
        !ChatIds.IsChat(targetId) ? new AccessAnswer.UnknownTarget()
        : !ChatIds.IsAccount(accountId) ? new AccessAnswer.UnknownAccount()
        : accountId == self.UserId ? IsAdministrator
        : null;

    private static AccessAnswer Show(ChatMember? member) => member switch
    {
        { IsAdministrator: true } => IsAdministrator,
        { IsInside: true } => Open,
        _ => Closed,
    };

    private static Refusal Of(BotAnswer answer) =>
        answer is BotAnswer.Refused refused ? Refusals.Of(refused) : Refusal.Other;

    private static partial class Log
    {
        [LoggerMessage(12020, LogLevel.Warning,
            "{AccountId} was removed from {ChatId}, and the ban that did it could not be lifted: it ends by itself in two " +
            "minutes ({Why}).")]
        public static partial void NotLifted(ILogger logger, string chatId, string accountId, string why);
    }
}
