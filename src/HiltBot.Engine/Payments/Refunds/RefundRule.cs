
namespace HiltBot.Engine.Payments.Refunds;

/// <summary>How much of a transfer may go back, and where to (decision 0026). Pure.</summary>
public static class RefundRule
{
    /// <summary>Which part of it, and why; null when nothing of it can be sent back.</summary>
    /// <param name="before">What went back already or is about to: all refunds of it that are not withdrawn.</param>
    /// <param name="isWhole">The money that counts is meant, not what was too much.</param>
    public static (RefundCause Cause, long AmountMinorUnits)? PartOf(
        Transfer transfer, IReadOnlyCollection<Refund> before, bool isWhole)
    {
        var (cause, part) = transfer switch
        {
            { AmountMinorUnits: <= 0 } => (RefundCause.Unmatched, 0),
            { Verdict: Verdict.WrongRecipient or Verdict.TransactionFailed or Verdict.NothingArrived } =>
                (RefundCause.Unmatched, 0),
            { PaymentId: null } => (RefundCause.Unmatched, transfer.AmountMinorUnits),
            _ when isWhole => (RefundCause.Paid, checked(transfer.AmountMinorUnits - transfer.ExcessMinorUnits)),
            _ => (RefundCause.Excess, transfer.ExcessMinorUnits),
        };
        var same = before.Where(refund => refund.Cause == cause).Sum(refund => refund.AmountMinorUnits);
        var all = before.Sum(refund => refund.AmountMinorUnits);
        var left = Math.Min(part - same, checked(transfer.AmountMinorUnits - all));
        return left > 0 ? (cause, left) : null;
    }

    /// <summary>
    /// The paying wallet, only when it signed: the transaction of its session (its reference, its signature,
    /// named on its page), or a message of ours. A wallet that merely sent may be an exchange's.
    /// </summary>
    public static (string Wallet, RefundAddressFrom From)? AddressOf(Transfer transfer, bool wasNamed) => transfer switch
    {
        { PayerWallet: null } => null,
        { PayerProvenAt: not null } => (transfer.PayerWallet, RefundAddressFrom.SignedMessage),
        { PayerSigned: true } when wasNamed => (transfer.PayerWallet, RefundAddressFrom.SignedInSession),
        _ => null,
    };

    /// <summary>
    /// Which of these refunds a finalized transaction pays, oldest first; money is spent once, whatever it names.
    /// </summary>
    public static IReadOnlyList<Refund> PaidBy(ChainTransaction transaction, IReadOnlyCollection<Refund> refunds)
    {
        if (transaction.HasFailed)
        {
            return [];
        }

        var spent = new Dictionary<(string Wallet, string Mint), long>();
        var paid = new List<Refund>();
        foreach (var refund in refunds.OrderBy(one => one.CreatedAt).ThenBy(one => one.Id.Value))
        {
            if (refund.ToWallet is not { } wallet || !transaction.Keys.Contains(refund.Reference) ||
                !transaction.Signers.Contains(refund.FromWallet))
            {
                continue;
            }

            var place = (wallet, refund.TokenMint);
            var arrived = transaction.Changes
                .Where(change => change.Wallet == wallet && change.TokenMint == refund.TokenMint)
                .Sum(change => change.ChangeMinorUnits);
            var left = arrived - spent.GetValueOrDefault(place);
            if (left >= refund.AmountMinorUnits)
            {
                spent[place] = spent.GetValueOrDefault(place) + refund.AmountMinorUnits;
                paid.Add(refund);
            }
        }

        return paid;
    }
}
