using System.Collections.Concurrent;
using HiltBot.Discord.Rest;
using HiltBot.Discord.Wire;
using HiltBot.Engine.Notices;

namespace HiltBot.Discord.Arm;

/// <summary>
/// Private threads in a channel, one for a member: what was opened once serves again, also after a restart, since its
/// name says whose it is.
/// </summary>
internal sealed class PrivateThreads(DiscordRest rest, GuildReader guilds)
{
    private const int KeptMax = 5000;

    private const string What = "open a private thread in the channel";

    private readonly KnownIds known = new(KeptMax);
    private readonly ConcurrentDictionary<string, SemaphoreSlim> turns = new(StringComparer.Ordinal);

    public async Task<(string? ThreadId, NoticeAnswer? Refusal)> FindAsync(
        string guildId, string channelId, string accountId, CancellationToken cancellationToken)
    {
        var key = KeyOf(channelId, accountId);
        if (known.Find(key) is { } kept)
        {
            return (kept, null);
        }

        var turn = turns.GetOrAdd(key, _ => new SemaphoreSlim(1));
        await turn.WaitAsync(cancellationToken);
        try
        {
            return known.Find(key) is { } now
                ? (now, null)
                : await OpenAsync(guildId, channelId, accountId, cancellationToken);
        }
        finally
        {
            turn.Release();
            turns.TryRemove(key, out _);
        }
    }

    public void Forget(string channelId, string accountId) => known.Forget(KeyOf(channelId, accountId));

    private static string KeyOf(string channelId, string accountId) => $"{channelId}/{accountId}";

    private static string NameOf(string accountId) => $"Membership of {accountId}";

    private async Task<(string? ThreadId, NoticeAnswer? Refusal)> OpenAsync(
        string guildId, string channelId, string accountId, CancellationToken cancellationToken)
    {
        var threadId = await FindOpenAsync(guildId, channelId, accountId, cancellationToken);
        if (threadId is null)
        {
            var started = await rest.SendAsync(
                Calls.StartPrivateThread(channelId, NameOf(accountId)), cancellationToken);
            threadId = started is RestAnswer.Done { Body: var body } ? body.Id("id") : null;
            if (threadId is null)
            {
                return (null, ChannelRefusals.Of(started, What));
            }
        }

        var added = await rest.SendAsync(Calls.AddToThread(threadId, accountId), cancellationToken);
        if (added is not RestAnswer.Done)
        {
            return (null, ChannelRefusals.Of(added, "add members to a private thread of the channel"));
        }

        known.Keep(KeyOf(channelId, accountId), threadId);
        return (threadId, null);
    }

    // Only looked for: where that fails, a second thread is no harm.
    private async Task<string?> FindOpenAsync(
        string guildId, string channelId, string accountId, CancellationToken cancellationToken)
    {
        var (botId, _) = await guilds.BotIdAsync(cancellationToken);
        var answer = await rest.SendAsync(Calls.ActiveThreads(guildId), cancellationToken);
        return answer is RestAnswer.Done { Body: var body }
            ? body.Items("threads")
                .Where(thread => thread.Id("parent_id") == channelId &&
                    thread.Id("owner_id") == botId && thread.Text("name") == NameOf(accountId))
                .Select(thread => thread.Id("id")).FirstOrDefault()
            : null;
    }
}
