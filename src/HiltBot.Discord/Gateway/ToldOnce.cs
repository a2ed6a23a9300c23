namespace HiltBot.Discord.Gateway;

/// <summary>Whether something fails at present, so that each change is logged once.</summary>
internal sealed class ToldOnce
{
    private int failing;

    /// <returns>Whether this is news.</returns>
    public bool Fails() => Interlocked.Exchange(ref failing, 1) == 0;

    /// <returns>Whether this is news.</returns>
    public bool Works() => Volatile.Read(ref failing) == 1 && Interlocked.Exchange(ref failing, 0) == 1;
}
