using HiltBot.Engine.Notices;
using HiltBot.Engine.Storage;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Payments.Refunds;

/// <summary>Tells the buyer where their money is on its way back.</summary>
internal static class RefundNotices
{
    extension(HiltDb db)
    {
        /// <summary>Where shall it go? Only the one whose money it is knows.</summary>
        public Task AskForAddressAsync(
            Refund refund, string pageUrl, DateTimeOffset now, DateTimeOffset realNow,
            CancellationToken cancellationToken) => db.TellBuyerAsync(
            refund, NoticeKind.RefundAddressAsked, new NoticeFacts { PageUrl = pageUrl }, now, realNow, cancellationToken);

        /// <summary>It is back.</summary>
        public Task TellRefundedAsync(
            Refund refund, DateTimeOffset now, DateTimeOffset realNow, CancellationToken cancellationToken) =>
            db.TellBuyerAsync(
                refund, NoticeKind.RefundSent, new NoticeFacts { Text = refund.ToWallet }, now, realNow,
                cancellationToken);

        private async Task TellBuyerAsync(
            Refund refund, NoticeKind kind, NoticeFacts facts, DateTimeOffset now, DateTimeOffset realNow,
            CancellationToken cancellationToken)
        {
            var payment = refund.PaymentId is { } paymentId
                ? await db.Payments.IgnoreQueryFilters().AsNoTracking().SingleOrDefaultAsync(
                    row => row.Id == paymentId, cancellationToken)
                : null;
            if (payment?.BuyerId is not { } buyer)
            {
                return;
            }

            var merchant = await db.Merchants.Where(row => row.Id == refund.MerchantId).Select(row => row.Name)
                .SingleAsync(cancellationToken);
            var said = (await db.FactsOfAsync(payment, refund.AmountMinorUnits, cancellationToken)) with
            {
                MerchantName = merchant,
                Amount = refund.Amount.ToString(),
                PageUrl = facts.PageUrl,
                Text = facts.Text,
            };
            var key = $"{(kind == NoticeKind.RefundSent ? "refund_sent" : "refund_address")}:{refund.Id}:buyer";
            await db.OweAsync(
                refund.MerchantId, new NewNotice(key, NoticeAudience.Buyer, kind, said) { BuyerId = buyer }, now, realNow,
                cancellationToken);
        }
    }
}
