using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using HiltBot.Engine.Chat;

namespace HiltBot.Discord.Door;

/// <summary>
/// Forms that could not be opened at once: Discord opens one only as the very first answer. They wait behind
/// a button, as long as an interaction's token lives, in this process; nothing is owed by them.
/// </summary>
internal sealed class WaitingForms(TimeProvider time)
{
    /// <summary>What a button's id begins with when the door itself answers it.</summary>
    public const string Prefix = "form:";

    private const int CountMax = 5000;
    private const int KeyLength = 22;
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    public static readonly TimeSpan Life = TimeSpan.FromMinutes(15);

    private readonly ConcurrentDictionary<string, Waiting> waiting = new(StringComparer.Ordinal);

    /// <returns>The id of the button that opens it.</returns>
    public string Keep(ChatForm form, string accountId)
    {
        if (waiting.Count >= CountMax)
        {
            Prune();
        }

        var key = Prefix + RandomNumberGenerator.GetString(Letters, KeyLength);
        waiting[key] = new Waiting(form, accountId, time.GetTimestamp());
        return key;
    }

    /// <summary>It may be opened again: people close forms and change their mind.</summary>
    public bool TryFind(string key, string accountId, [NotNullWhen(true)] out ChatForm? form)
    {
        form = waiting.TryGetValue(key, out var found) && found.AccountId == accountId &&
            time.GetElapsedTime(found.Since) < Life ? found.Form : null;
        return form is not null;
    }

    private void Prune()
    {
        var oldest = waiting.OrderBy(entry => entry.Value.Since).ToList();
        foreach (var (key, entry) in oldest)
        {
            if (time.GetElapsedTime(entry.Since) >= Life || waiting.Count > CountMax / 2)
            {
                waiting.TryRemove(key, out _);
            }
        }
    }

    private sealed record Waiting(ChatForm Form, string AccountId, long Since);
}
