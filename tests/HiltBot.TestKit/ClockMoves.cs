namespace HiltBot.TestKit;

/// <summary>
/// How the second clock was moved during a run, so that an instant of real time can be read as business time. While a move is
/// under way nobody outside can say whether it has happened, so there are two readings then.
/// </summary>
public sealed class ClockMoves
{
    private readonly List<(DateTimeOffset Begun, DateTimeOffset Done, TimeSpan Offset)> moves =
        [(DateTimeOffset.MinValue, DateTimeOffset.MinValue, TimeSpan.Zero)];

    public void Add(DateTimeOffset begun, DateTimeOffset done, TimeSpan offset) => moves.Add((begun, done, offset));

    /// <summary>Business time at an instant of real time: at least, and at most.</summary>
    public (DateTimeOffset Least, DateTimeOffset Most) At(DateTimeOffset real) =>
        (real + moves.Last(move => move.Done <= real).Offset, real + moves.Last(move => move.Begun <= real).Offset);
}
