using HiltBot.Engine.Chat;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HiltBot.Telegram.Arm;

/// <summary>What staff choose from in a chat, and what is wrong with the bot's rights there.</summary>
internal sealed class TelegramViewer(ChatReader chats, IServiceScopeFactory scopes)
{
    private const int OthersMax = 20;

    public async Task<CommunityView?> LookAsync(string communityExternalId, CancellationToken cancellationToken)
    {
        if (!ChatIds.IsChat(communityExternalId) ||
            await chats.ReadAsync(communityExternalId, cancellationToken) is not ChatReading.Seen { Sight: var sight })
        {
            return null;
        }

        return Of(sight, await OthersAsync(sight.ChatId, cancellationToken));
    }

    public async Task<bool> IsGoneAsync(string communityExternalId, CancellationToken cancellationToken) =>
        ChatIds.IsChat(communityExternalId) &&
        await chats.StandingAsync(communityExternalId, cancellationToken) is ChatReading.Gone;

    /// <summary>Pure.</summary>
    /// <param name="others">Other chats of the same merchant, where staff may want to be told.</param>
    internal static CommunityView Of(ChatSight sight, IEnumerable<ViewedChannel> others)
    {
        var problems = RightsWords.All(sight).ToList();
        var own = sight.MayWrite ? [new ViewedChannel(sight.ChatId, sight.Title)] : Array.Empty<ViewedChannel>();
        return new CommunityView(
            sight.Title,
            [
                new ViewedTarget(
                    sight.ChatId, sight.Title,
                    problems.Count == 0 ? null : string.Join(' ', problems.Select(one => $"{one.Problem} {one.Mend}")),
                    Hint(sight)),
            ],
            [.. own, .. others.Where(other => other.ChannelId != sight.ChatId)],
            [.. problems.Select(one => new ViewedProblem(one.Problem, one.Mend))]);
    }

    private static string? Hint(ChatSight sight) => sight.Username is null || sight.AsksEverybody
        ? null
        : $"This {sight.Kind} is public (@{sight.Username}): everybody can read it and come in without paying. Somebody who " +
            $"owns it opens its profile > Edit > {(sight.IsChannel ? "Channel" : "Group")} Type and makes it private.";

    private async Task<IReadOnlyList<ViewedChannel>> OthersAsync(string chatId, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<Work>().ReadAsync<IReadOnlyList<ViewedChannel>>(
            async db => await db.Communities
                .Where(row => row.Platform == Platform.Telegram && row.LostAt == null && row.ExternalId != chatId &&
                    db.Communities.Any(own => own.Platform == Platform.Telegram && own.ExternalId == chatId &&
                        own.MerchantId == row.MerchantId))
                .OrderBy(row => row.Title).Take(OthersMax)
                .Select(row => new ViewedChannel(row.ExternalId, row.Title)).ToListAsync(cancellationToken),
            cancellationToken);
    }
}
