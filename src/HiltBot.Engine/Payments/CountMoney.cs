using HiltBot.Engine.Checkouts;
using HiltBot.Engine.Notices;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace HiltBot.Engine.Payments;

/// <summary>
/// Carries out what was decided about money: it counts for a session, or is set aside; and tells both sides.
/// </summary>
public sealed class CountMoney(
    ConfirmPayment confirm, SettleLate settleLate, TimeProvider time, IOptions<SolanaOptions> options,
    PublicAddress address)
{
    /// <summary>Money that counts for this session.</summary>
    public async Task InAsync(
        HiltDb db, Payment payment, Transfer transfer, Allocated.Counted counted, DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        transfer.Verdict = counted.Verdict;
        transfer.PaymentId = payment.Id;
        transfer.AllocatedAt = now;
        transfer.ExcessMinorUnits = counted.ExcessMinorUnits;
        transfer.FeeMinorUnits = counted.FeeMinorUnits;
        payment.ReceivedMinorUnits = checked(payment.ReceivedMinorUnits + transfer.AmountMinorUnits);
        if (!counted.Completes)
        {
            payment.Status = PaymentStatus.PendingConfirmation;
            await TellShortAsync(db, payment, transfer, now, cancellationToken);
            return;
        }

        payment.FeeOwedMinorUnits = counted.FeeOwedMinorUnits;
        await confirm.InAsync(db, payment, transfer, now, cancellationToken);
        if (counted.ExcessMinorUnits >= options.Value.DustMinorUnits)
        {
            var facts = await db.FactsOfAsync(payment, payment.ReceivedMinorUnits, cancellationToken) with
            {
                Difference = new Money(counted.ExcessMinorUnits, payment.Asset).ToString(),
                Problem = "More came than the price.",
                Mend = "Keep it, or send the difference back: I prepare it, your wallet signs.",
                Transfer = Id.ToOpaque(transfer.Id),
            };
            await db.TellStaffAsync(
                payment.MerchantId, payment.ProductId, NoticeKind.PaymentOver, $"payment_over:{transfer.Id}", facts, now,
                time.Now(), cancellationToken);
        }
    }

    private async Task TellShortAsync(
        HiltDb db, Payment payment, Transfer transfer, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var missing = new Money(payment.MerchantAmountMinorUnits - payment.ReceivedMinorUnits, payment.Asset);
        db.Remember(
            payment.MerchantId, Subject.Payment, payment.Id.Value, "paid_short", Actor.System, now,
            new { signature = transfer.Signature, missing_minor_units = missing.MinorUnits }, payment.Id);
        if (transfer.AmountMinorUnits < options.Value.DustMinorUnits)
        {
            return;
        }

        var facts = await db.FactsOfAsync(payment, transfer.AmountMinorUnits, cancellationToken) with
        {
            Difference = missing.ToString(),
            Problem = "Less came than the price.",
            Mend = "The checkout stays open: sending the rest from the same page completes it.",
            PageUrl = await PageOfAsync(db, payment, cancellationToken),
        };
        var key = $"payment_short:{transfer.Id}";
        if (payment.BuyerId is { } buyer)
        {
            var notice = new NewNotice($"{key}:buyer", NoticeAudience.Buyer, NoticeKind.PaymentShort, facts)
            { BuyerId = buyer };
            await db.OweAsync(payment.MerchantId, notice, now, time.Now(), cancellationToken);
        }

        await db.TellStaffAsync(
            payment.MerchantId, payment.ProductId, NoticeKind.PaymentShort, key, facts, now, time.Now(),
            cancellationToken);
    }

    /// <summary>Money that counts for nothing: late money settles by itself, of other money staff is told.</summary>
    /// <param name="merchants">Whose money it is.</param>
    public async Task SetAsideAsync(
        HiltDb db, Transfer transfer, Payment? concerned, IReadOnlySet<MerchantId> merchants, DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        if (concerned is not null && merchants.Contains(concerned.MerchantId))
        {
            db.Remember(
                concerned.MerchantId, Subject.Payment, concerned.Id.Value, "transfer_set_aside", Actor.System, now,
                new
                {
                    signature = transfer.Signature,
                    verdict = EnumText.Of(transfer.Verdict),
                    amount_minor_units = transfer.AmountMinorUnits,
                },
                concerned.Id);
            if (transfer.Verdict == Verdict.Late &&
                await settleLate.InAsync(db, transfer, concerned, now, cancellationToken))
            {
                return;
            }
        }

        // Nothing arrived, or it is other income, or dust that somebody put a mark on: there is nothing to
        // decide, so nobody is called.
        if (transfer.Verdict is Verdict.OtherIncome or Verdict.TransactionFailed or Verdict.NothingArrived ||
            transfer.AmountMinorUnits < options.Value.DustMinorUnits)
        {
            return;
        }

        foreach (var merchant in merchants)
        {
            var own = concerned?.MerchantId == merchant ? concerned : null;
            var facts = own is null
                ? new NoticeFacts { Amount = await AmountAsync(db, transfer, cancellationToken) }
                : await db.FactsOfAsync(own, transfer.AmountMinorUnits, cancellationToken) with
                {
                    Amount = await AmountAsync(db, transfer, cancellationToken),
                };
            await db.TellStaffAsync(
                merchant, own?.ProductId, NoticeKind.PaymentUnmatched, $"payment_unmatched:{transfer.Id}",
                facts with
                {
                    Problem = PaymentNotices.Problem(transfer.Verdict),
                    Mend = PaymentNotices.Mend(transfer.Verdict),
                    Transfer = transfer.Verdict == Verdict.WrongRecipient ? null : Id.ToOpaque(transfer.Id),
                },
                now, time.Now(), cancellationToken);
        }
    }

    // The same session goes on: the page of the payment, not a new link.
    private async Task<string?> PageOfAsync(HiltDb db, Payment payment, CancellationToken cancellationToken) =>
        await db.Products.IgnoreQueryFilters().Where(row => row.Id == payment.ProductId).Select(row => row.Slug)
            .SingleOrDefaultAsync(cancellationToken) is { } slug
            ? address.To($"/p/{Uri.EscapeDataString(slug)}/pay/{payment.Id}")
            : null;

    // Of an asset that nobody sells in here only the base units are known for certain.
    private static async Task<string> AmountAsync(
        HiltDb db, Transfer transfer, CancellationToken cancellationToken)
    {
        var asset = await db.ReceivingAccounts.Where(row => row.TokenMint == transfer.TokenMint)
            .Select(row => new { row.AssetSymbol, row.AssetDecimals }).FirstOrDefaultAsync(cancellationToken);
        return asset is null
            ? $"{transfer.AmountMinorUnits} base units of {transfer.TokenMint}"
            : new Money(transfer.AmountMinorUnits, new Asset(transfer.TokenMint, asset.AssetSymbol, asset.AssetDecimals))
                .ToString();
    }
}
