using HiltBot.Engine.Values;

namespace HiltBot.Engine.Payments;

/// <summary>What becomes of an arrival.</summary>
public abstract record Allocated
{
    private Allocated()
    {
    }

    /// <summary>No money and no mark: a withdrawal, or somebody's try. Nothing is kept.</summary>
    public sealed record Ignored : Allocated;

    /// <summary>Too little to be kept one by one; counted on the account.</summary>
    public sealed record Dust : Allocated;

    /// <summary>Kept and shown, and it counts for nothing.</summary>
    public sealed record SetAside(Verdict Verdict, PaymentId? ConcernsPaymentId) : Allocated;

    /// <summary>Counts for this payment and for no other.</summary>
    /// <param name="FeeOwedMinorUnits">Operator's fee that has not come when the price is complete.</param>
    public sealed record Counted(
        Verdict Verdict, PaymentId PaymentId, bool Completes, long ExcessMinorUnits, long FeeMinorUnits,
        long FeeOwedMinorUnits) : Allocated;
}

/// <summary>Allocates money to at most one payment (design section 4, Settlement). Pure.</summary>
public static class Allocation
{
    /// <summary>
    /// Money that lands this much after a session's end is in time: block times are estimates.
    /// </summary>
    public static readonly TimeSpan LateTime = TimeSpan.FromMinutes(2);

    /// <param name="arrival">What the ledger shows.</param>
    /// <param name="marked">Every session whose nonce or reference the transaction carries, of whatever
    /// account.</param>
    /// <param name="dustMinorUnits">Below this, unmarked money is only counted.</param>
    public static Allocated Of(Arrival arrival, IReadOnlyCollection<MarkedSession> marked, long dustMinorUnits)
    {
        var oldestFirst = marked.OrderBy(session => session.ReceivingAccount != arrival.Account)
            .ThenBy(session => session.CreatedAt).ThenBy(session => session.Id.Value).ToList();
        var ours = oldestFirst.FindAll(session => Takes(session, arrival));
        var concerned = (ours.FirstOrDefault() ?? oldestFirst.FirstOrDefault())?.Id;
        var isMarked = arrival.CarriesMemo || marked.Count > 0;
        return (arrival, isMarked) switch
        {
            ({ HasFailed: true }, true) => new Allocated.SetAside(Verdict.TransactionFailed, concerned),
            ({ HasFailed: true }, false) => new Allocated.Ignored(),
            ({ AmountMinorUnits: <= 0 }, true) => new Allocated.SetAside(Verdict.NothingArrived, concerned),
            ({ AmountMinorUnits: <= 0 }, false) => new Allocated.Ignored(),
            ({ IsOtherOwner: true }, _) => new Allocated.SetAside(Verdict.WrongRecipient, concerned),
            (_, false) when arrival.AmountMinorUnits < dustMinorUnits => new Allocated.Dust(),
            (_, false) => new Allocated.SetAside(Verdict.OtherIncome, null),
            _ when ours.Count == 0 => OfStrangers(arrival, oldestFirst),
            _ => OfOurs(arrival, ours),
        };
    }

    // Money counts that reaches the merchant: in the session's account, or in another one that is the
    // merchant's own.
    private static bool Takes(MarkedSession session, Arrival arrival) =>
        session.TokenMint == arrival.TokenMint && (session.ReceivingAccount == arrival.Account ||
            (arrival.Merchants.Contains(session.MerchantId) &&
                (arrival.IsWatched || session.MerchantWallet == arrival.Wallet)));

    private static Allocated.SetAside OfStrangers(Arrival arrival, List<MarkedSession> marked)
    {
        var session = marked.Find(one => arrival.Merchants.Contains(one.MerchantId)) ?? marked.FirstOrDefault();
        var verdict = session switch
        {
            null => Verdict.UnknownMark,
            _ when !arrival.Merchants.Contains(session.MerchantId) => Verdict.UnknownMark,
            _ when session.TokenMint != arrival.TokenMint => Verdict.WrongAsset,
            _ => Verdict.WrongRecipient,
        };
        return new Allocated.SetAside(verdict, session?.Id);
    }

    private static Allocated OfOurs(Arrival arrival, List<MarkedSession> ours)
    {
        var open = ours.FindAll(session => session.IsOpen && IsInTime(session, arrival));
        var payable = open.FindAll(session => session.OnlyPayer is null || session.OnlyPayer == arrival.PayerWallet);
        if (payable.Count > 0)
        {
            return Count(
                arrival, payable.Find(session => arrival.AmountMinorUnits >= session.MissingMinorUnits) ?? payable[0]);
        }

        if (open.Count > 0)
        {
            return new Allocated.SetAside(Verdict.PayerMismatch, open[0].Id);
        }

        return ours.Find(session => session.Status != PaymentStatus.Confirmed) is { } unpaid
            ? new Allocated.SetAside(Verdict.Late, unpaid.Id)
            : new Allocated.SetAside(Verdict.Duplicate, ours[0].Id);
    }

    // Never by when we looked: without a block time the buyer has the benefit of the doubt while the session
    // is open.
    private static bool IsInTime(MarkedSession session, Arrival arrival) =>
        arrival.HappenedAt is not { } at || at <= session.ExpiresAt + LateTime;

    private static Allocated.Counted Count(Arrival arrival, MarkedSession session)
    {
        var received = checked(session.ReceivedMinorUnits + arrival.AmountMinorUnits);
        var fee = session.IsFeeSeparate
            ? Math.Min(session.FeeArrivedMinorUnits, Math.Max(0, session.FeeMinorUnits - session.FeeReceivedMinorUnits))
            : 0;
        if (received < session.MerchantAmountMinorUnits)
        {
            return new Allocated.Counted(Verdict.Short, session.Id, false, 0, fee, 0);
        }

        // A buyer who sent the whole price to the merchant paid nothing too much: the merchant owes the fee.
        var feeMissing = Math.Max(0, checked(session.FeeMinorUnits - session.FeeReceivedMinorUnits - fee));
        var excess = Math.Max(0, checked(received - session.MerchantAmountMinorUnits - feeMissing));
        return new Allocated.Counted(
            excess > 0 ? Verdict.Over : Verdict.Settles, session.Id, true, excess, fee,
            session.IsFeeSeparate ? feeMissing : 0);
    }
}
