namespace HiltBot.Telegram.Arm;

/// <summary>
/// What this node remembers of links for one entry: which it gave to whom, so that none outlives a removal, and which were
/// used or revoked, so that none is handed out again. After a restart their short life is what remains.
/// </summary>
internal sealed class SingleLinks
{
    private const int Max = 20_000;

    private readonly Recent<(string Chat, string Account), string> given = new(Max);
    private readonly Recent<string, bool> spent = new(Max);

    public void Give(string chatId, string accountId, string url) => given.Keep((chatId, accountId), url);

    /// <summary>The one that is still out, which is theirs no more.</summary>
    public string? Take(string chatId, string accountId) =>
        given.TryTake((chatId, accountId), out var url) ? url : null;

    public void Spend(string url) => spent.Keep(url, true);

    public bool IsSpent(string url) => spent.TryGet(url, out _);
}
