using HiltBot.Engine.Notices;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Payments;

/// <summary>Tells staff, and where it helps the buyer, about money that did not simply settle.</summary>
internal static class PaymentNotices
{
    extension(HiltDb db)
    {
        /// <summary>
        /// Tells staff in the alert channels of the product's communities, else the owners.
        /// </summary>
        public async Task TellStaffAsync(
            MerchantId merchantId, ProductId? productId, NoticeKind kind, string key, NoticeFacts facts,
            DateTimeOffset now, DateTimeOffset realNow, CancellationToken cancellationToken)
        {
            var channels = productId is null
                ? []
                : await db.ProductTargets.IgnoreQueryFilters().Where(target => target.ProductId == productId)
                    .Select(target => target.CommunityId).Distinct()
                    .Join(
                        db.Communities.IgnoreQueryFilters()
                            .Where(place => place.AlertChannelId != null && place.LostAt == null),
                        id => id, place => place.Id, (id, place) => id)
                    .ToListAsync(cancellationToken);
            foreach (var channel in channels)
            {
                var notice = new NewNotice($"{key}:{channel}", NoticeAudience.AlertChannel, kind, facts)
                { CommunityId = channel };
                await db.OweAsync(merchantId, notice, now, realNow, cancellationToken);
            }

            if (channels.Count == 0)
            {
                var notice = new NewNotice($"{key}:owners", NoticeAudience.Owners, kind, facts);
                await db.OweAsync(merchantId, notice, now, realNow, cancellationToken);
            }
        }

        /// <summary>
        /// A payment that made no member: nothing new for an offer that opens nothing; where one opens
        /// something, it was switched off after the session was opened (design section 4, Edits), and people
        /// wait for each other.
        /// </summary>
        public async Task TellUnservedAsync(
            Payment payment, DateTimeOffset now, DateTimeOffset realNow, CancellationToken cancellationToken)
        {
            if (!await db.ProductTargets.AnyAsync(
                    row => row.ProductId == payment.ProductId, cancellationToken))
            {
                return;
            }

            var merchant = await db.Merchants.Where(row => row.Id == payment.MerchantId)
                .Select(row => row.Name)
                .SingleAsync(cancellationToken);
            var facts = (await db.FactsOfAsync(payment, payment.AmountMinorUnits, cancellationToken)) with
            {
                MerchantName = merchant,
            };
            await db.TellStaffAsync(
                payment.MerchantId, payment.ProductId, NoticeKind.PaymentUnserved,
                $"payment.unserved:{payment.Id}", facts,
                now, realNow, cancellationToken);
            if (payment.BuyerId is { } buyerId)
            {
                await db.OweAsync(
                    payment.MerchantId,
                    new NewNotice(
                        $"payment.unserved:{payment.Id}:buyer", NoticeAudience.Buyer, NoticeKind.PaymentUnserved,
                        facts)
                    {
                        BuyerId = buyerId,
                    },
                    now, realNow, cancellationToken);
            }
        }

        /// <summary>What every such notice says of its payment.</summary>
        public async Task<NoticeFacts> FactsOfAsync(
            Payment payment, long amountMinorUnits, CancellationToken cancellationToken)
        {
            var product = await db.Products.IgnoreQueryFilters().Where(row => row.Id == payment.ProductId)
                .Select(row => row.Title).SingleOrDefaultAsync(cancellationToken);
            return new NoticeFacts
            {
                ProductTitle = product,
                MemberDisplay = payment.IdentityDisplay ?? payment.IdentityValue,
                Amount = new Money(amountMinorUnits, payment.Asset).ToString(),
                Payment = Id.ToOpaque(payment.Id),
                Product = Id.ToOpaque(payment.ProductId),
            };
        }
    }

    /// <summary>Why money was set aside, in plain words.</summary>
    public static string Problem(Verdict verdict) => verdict switch
    {
        Verdict.Late => "The money landed after the checkout had ended.",
        Verdict.Duplicate => "The session was paid already; this is a second payment.",
        Verdict.UnknownMark =>
            "The payment carries the mark of a checkout that these books do not know. It was opened on another " +
            "installation, or here after the copy was taken from which the books were restored, or it is made up.",
        Verdict.WrongAsset => "Another asset was sent than the checkout asked for.",
        Verdict.WrongRecipient => "The money went to an account that is not yours.",
        Verdict.PayerMismatch => "Another wallet paid than the one the membership belongs to.",
        Verdict.Short => "Part of the price came, and the checkout ended before the rest.",
        _ => "The money could not be matched to a checkout.",
    };

    public static string Mend(Verdict verdict) => verdict switch
    {
        Verdict.WrongRecipient => "Ask the buyer who holds that account: it is not one of yours.",
        Verdict.UnknownMark =>
            "Ask the payer who they are, say /unmatched, and choose for whom it counts; or send it back from your wallet. " +
            "Somebody whom the books do not know yet says /join first.",
        _ => "Settle it into a membership, or send it back: I prepare it, your wallet signs.",
    };
}
