namespace HiltBot.Solana.Rpc;

/// <summary>
/// How sure the cluster is: one node has it, two thirds of the stake voted for it, or it cannot be undone.
/// Configured by name, never by a number of confirmations or seconds.
/// </summary>
public enum Commitment
{
    Processed,
    Confirmed,
    Finalized,
}

internal static class CommitmentNames
{
    public static string Name(this Commitment commitment) => commitment switch
    {
        Commitment.Processed => "processed",
        Commitment.Confirmed => "confirmed",
        _ => "finalized",
    };

    public static Commitment Parse(string name) => name switch
    {
        "processed" => Commitment.Processed,
        "confirmed" => Commitment.Confirmed,
        "finalized" => Commitment.Finalized,
        _ => throw new FormatException("The commitment is unknown."),
    };

    /// <summary>getTransaction and getSignaturesForAddress know no processed.</summary>
    public static string NameOfVoted(this Commitment commitment) => commitment == Commitment.Processed
        ? throw new ArgumentException("This call takes confirmed or finalized.", nameof(commitment))
        : commitment.Name();
}
