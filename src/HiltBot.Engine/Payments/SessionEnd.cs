namespace HiltBot.Engine.Payments;

/// <summary>What a session that is due has coming.</summary>
public enum SessionStep
{
    /// <summary>It is paid, or nothing is left to be done.</summary>
    Nothing,

    /// <summary>It is not over yet, or its account is not read through its end.</summary>
    Wait,

    /// <summary>A signature was named: look for what the account cannot show.</summary>
    Look,

    /// <summary>The named signature was looked for: has it landed, and can it still?</summary>
    Check,

    /// <summary>It is over and nothing came: a look, then FAILED.</summary>
    End,

    /// <summary>An hour after its end: the last look.</summary>
    LastLook,
}

/// <summary>When a session ends, and why (rule 12, contract 3.1). Pure.</summary>
public static class SessionEnd
{
    /// <summary>Looks by reference of one session, over its whole life.</summary>
    public const int LooksMax = 3;

    public static readonly TimeSpan LastLookTime = TimeSpan.FromHours(1);

    /// <summary>How often it is asked what became of a named signature.</summary>
    public static readonly TimeSpan CheckTime = TimeSpan.FromSeconds(20);

    /// <param name="now">Business time.</param>
    /// <param name="readThroughAt">Through which instant the receiving account is read.</param>
    public static SessionStep At(Payment payment, DateTimeOffset now, DateTimeOffset? readThroughAt)
    {
        var end = EndOf(payment);
        return payment switch
        {
            { Status: PaymentStatus.Confirmed } => SessionStep.Nothing,
            { Status: PaymentStatus.Failed, LookUps: >= LooksMax } => SessionStep.Nothing,
            { Status: PaymentStatus.Failed } => SessionStep.LastLook,
            { NamedSignature: not null, LookUps: 0 } when now < end => SessionStep.Look,
            { NamedSignature: not null } when now < end => SessionStep.Check,
            _ when now < end => SessionStep.Wait,
            _ when readThroughAt is null || readThroughAt < end => SessionStep.Wait,
            _ => SessionStep.End,
        };
    }

    public static DateTimeOffset EndOf(Payment payment) => payment.ExpiresAt + Allocation.LateTime;

    /// <summary>When an open session is looked at next: while a name stands, often.</summary>
    public static DateTimeOffset NextCheckAt(Payment payment, DateTimeOffset now)
    {
        var end = EndOf(payment);
        return payment.NamedSignature is not null && now + CheckTime < end ? now + CheckTime : end;
    }

    /// <summary>The contract's reason, the best one that the transfers of the session support.</summary>
    public static string ReasonOf(Payment payment, IReadOnlyCollection<Verdict> seen) => seen switch
    {
        _ when seen.Contains(Verdict.Short) => "amount_mismatch",
        _ when seen.Contains(Verdict.PayerMismatch) => "payer_mismatch",
        _ when seen.Contains(Verdict.WrongRecipient) => "recipient_mismatch",
        _ when seen.Contains(Verdict.WrongAsset) => "asset_mismatch",
        _ when seen.Contains(Verdict.TransactionFailed) => "transaction_failed",
        _ when (payment.NamedSignature ?? payment.LostSignature) is not null && seen.Count == 0 => "transaction_not_found",
        _ => "session_expired",
    };
}
