namespace HiltBot.Solana.Subscriptions;

/// <summary>What the program would say to a pull.</summary>
public abstract record PullOutcome
{
    private PullOutcome()
    {
    }

    /// <summary>The money moves, and the subscription then stands like this.</summary>
    /// <param name="PeriodStart">Unix seconds.</param>
    /// <param name="Pulled">Base units taken in that period, this pull included.</param>
    public sealed record Succeeds(long PeriodStart, ulong Pulled) : PullOutcome;

    public sealed record Fails(SubscriptionError Error) : PullOutcome;

    /// <summary>
    /// The program owns an account whose form is not known here: it was upgraded, and nothing is pulled on a
    /// surprise.
    /// </summary>
    /// <param name="Account">Which one, in words.</param>
    public sealed record Unreadable(string Account) : PullOutcome;
}
