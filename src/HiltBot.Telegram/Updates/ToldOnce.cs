namespace HiltBot.Telegram.Updates;

/// <summary>Whether something fails at present, so that each change is logged once.</summary>
internal sealed class ToldOnce
{
    private string? failing;

    /// <returns>Whether this is news: it worked before, or failed for another reason.</returns>
    public bool Fails(string why = "") => Interlocked.Exchange(ref failing, why) != why;

    /// <returns>Whether this is news.</returns>
    public bool Works() => Interlocked.Exchange(ref failing, null) is not null;
}
