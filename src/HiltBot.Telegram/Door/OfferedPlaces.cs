using System.Collections.Concurrent;

namespace HiltBot.Telegram.Door;

/// <summary>
/// Which unbound chat somebody was last asked to connect, so that a <c>/setup</c> with the code in the private chat is
/// understood. In this process only: whoever is forgotten presses the button in the chat again.
/// </summary>
internal sealed class OfferedPlaces(TimeProvider time)
{
    private const int CountMax = 2000;

    private static readonly TimeSpan Life = TimeSpan.FromDays(1);

    private readonly ConcurrentDictionary<string, (string ChatId, long Since)> places = new(StringComparer.Ordinal);

    public void Remember(string accountId, string chatId)
    {
        if (places.Count >= CountMax)
        {
            foreach (var (known, _) in places.OrderBy(entry => entry.Value.Since).Take(CountMax / 2).ToList())
            {
                places.TryRemove(known, out _);
            }
        }

        places[accountId] = (chatId, time.GetTimestamp());
    }

    public string? Find(string accountId) =>
        places.TryGetValue(accountId, out var place) && time.GetElapsedTime(place.Since) < Life ? place.ChatId : null;
}
