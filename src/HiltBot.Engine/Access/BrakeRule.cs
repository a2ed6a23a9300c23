namespace HiltBot.Engine.Access;

/// <summary>When closings in a community are too many to be believed (rule 13).</summary>
public static class BrakeRule
{
    public static readonly TimeSpan Window = TimeSpan.FromHours(24);

    /// <param name="countedBefore">Seats with a counted closing in the window.</param>
    /// <param name="countedNow">Seats about to be closed, not among the former.</param>
    /// <param name="open">Seats of the community that are open.</param>
    public static bool Trips(int countedBefore, int countedNow, int open, AccessOptions options)
    {
        var share = (long)open * options.BrakePercent / 100;
        return countedNow > 0 && (long)countedBefore + countedNow > Math.Max(options.BrakeSeats, share);
    }
}
