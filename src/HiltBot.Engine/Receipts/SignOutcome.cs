namespace HiltBot.Engine.Receipts;

/// <summary>What became of the wish for a receipt of a transaction.</summary>
public abstract record SignOutcome
{
    private SignOutcome()
    {
    }

    public sealed record Signed(Receipt Receipt) : SignOutcome;

    /// <summary>The transaction had one.</summary>
    public sealed record Standing(Receipt Receipt) : SignOutcome;

    /// <summary>The ledger has no such transaction, or it is not final yet.</summary>
    public sealed record NotFinal : SignOutcome;

    /// <summary>It is final, and failed: nothing moved.</summary>
    public sealed record Failed : SignOutcome;

    /// <summary>It brought nothing to a wallet of this merchant.</summary>
    public sealed record NotCredited : SignOutcome;

    /// <param name="Field">Contract spelling: the ledger shows something else there.</param>
    public sealed record Differs(string Field) : SignOutcome;

    /// <summary>Its money is a part of a payment that is still open: the receipt comes with the whole.</summary>
    public sealed record PartOfAPayment : SignOutcome;

    /// <summary>It has a form that nobody here can read.</summary>
    public sealed record Unreadable : SignOutcome;
}
