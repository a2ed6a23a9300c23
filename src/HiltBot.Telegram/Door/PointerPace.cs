namespace HiltBot.Telegram.Door;

/// <summary>How often one person is pointed to the private chat in a group: a bot that answers every time is noise.</summary>
internal sealed class PointerPace(TimeProvider time)
{
    private const int CountMax = 5000;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private readonly Lock gate = new();
    private readonly Dictionary<(string Chat, string Person), long> last = [];

    public bool May(string chatId, string personId)
    {
        lock (gate)
        {
            if (last.TryGetValue((chatId, personId), out var before) && time.GetElapsedTime(before) < Pause)
            {
                return false;
            }

            if (last.Count >= CountMax)
            {
                last.Clear();
            }

            last[(chatId, personId)] = time.GetTimestamp();
            return true;
        }
    }
}
