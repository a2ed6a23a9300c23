namespace HiltBot.Engine.Outbox;

/// <summary>
/// A commit wakes its own node's sweeps through this. The host connects it to its scheduler; ringing is a
/// hint and may be lost, because every sweep also looks by itself.
/// </summary>
public sealed class Bell
{
    private Action<Sweep>? rung;

    public void Ring(IEnumerable<Sweep> sweeps)
    {
        foreach (var sweep in sweeps)
        {
            rung?.Invoke(sweep);
        }
    }

    /// <summary>Every sweep: the clock was moved, or a node has just started.</summary>
    public void RingAll() => Ring(Enum.GetValues<Sweep>());

    public void Answer(Action<Sweep> wake) => rung += wake;
}
