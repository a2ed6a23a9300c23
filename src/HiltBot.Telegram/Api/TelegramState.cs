namespace HiltBot.Telegram.Api;

/// <summary>What stands between the bot and Telegram, in short plain words, for <c>/health</c>.</summary>
public sealed class TelegramState
{
    private readonly Lock gate = new();
    private readonly Dictionary<TelegramProblem, string> problems = [];

    /// <summary>Null when all is well.</summary>
    public string? Problem
    {
        get
        {
            lock (gate)
            {
                return problems.Count == 0 ? null
                    : string.Join(" ", problems.OrderBy(pair => pair.Key).Select(pair => pair.Value));
            }
        }
    }

    /// <summary>Whether Telegram takes the bot's token, as far as it was asked.</summary>
    public bool IsTokenRefused
    {
        get
        {
            lock (gate)
            {
                return problems.ContainsKey(TelegramProblem.Token);
            }
        }
    }

    /// <returns>Whether it is news.</returns>
    internal bool Set(TelegramProblem problem, string? words)
    {
        lock (gate)
        {
            if (words is null)
            {
                return problems.Remove(problem);
            }

            var isNews = !problems.ContainsKey(problem);
            problems[problem] = words;
            return isNews;
        }
    }
}

internal enum TelegramProblem
{
    Token,
    Connection,
    Flood,

    /// <summary>No updates come: another poller, a webhook that cannot be set.</summary>
    Updates,
}
