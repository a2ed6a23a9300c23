using HiltBot.Engine.Memberships;
using HiltBot.Engine.Products;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Support;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Merchants.Reports;

/// <summary>A workspace at a glance.</summary>
public sealed record AccountSummary
{
    public required long ActiveProducts { get; init; }

    public required long PayingMembers { get; init; }

    public required long RenewalsDue { get; init; }

    public required long OpenTickets { get; init; }

    public required long Receipts { get; init; }

    public required IReadOnlyList<AssetTotal> Overall { get; init; }

    public required IReadOnlyList<AssetTotal> Today { get; init; }
}

/// <summary>Counts what a workspace has, by index ranges of its own rows.</summary>
public sealed class ReadAccountSummary(Work work, BusinessTime businessTime)
{
    private static readonly TimeSpan DueTime = TimeSpan.FromDays(7);

    public Task<AccountSummary> HandleAsync(MerchantId merchantId, CancellationToken cancellationToken) =>
        work.ReadAsync(db => ReadAsync(db, merchantId, cancellationToken), cancellationToken);

    private async Task<AccountSummary> ReadAsync(HiltDb db, MerchantId merchantId, CancellationToken cancellationToken)
    {
        var now = businessTime.Now();
        var zone = TimeZoneInfo.FindSystemTimeZoneById(await db.Merchants.Where(row => row.Id == merchantId)
            .Select(row => row.TimeZone).SingleAsync(cancellationToken));
        var today = DayRange.Today(now, zone);
        var from = new DayRange(today, today, zone).From;
        var soon = now + DueTime;
        var memberships = db.Memberships.Where(row => row.MerchantId == merchantId);
        var confirmed = AssetTotal.Confirmed(db, merchantId);
        return new AccountSummary
        {
            ActiveProducts = await db.Products.LongCountAsync(
                row => row.MerchantId == merchantId && row.Status == ProductStatus.Active, cancellationToken),
            PayingMembers = await memberships.LongCountAsync(
                row => (row.Status == MembershipStatus.Active || row.Status == MembershipStatus.GracePeriod) &&
                    row.LatestPaymentId != null,
                cancellationToken),
            RenewalsDue = await memberships.LongCountAsync(
                row => row.Status == MembershipStatus.GracePeriod ||
                    (row.Status == MembershipStatus.Active && row.CurrentPeriodEndAt <= soon),
                cancellationToken),
            OpenTickets = await db.Tickets.LongCountAsync(
                row => row.MerchantId == merchantId &&
                    (row.Status == TicketStatus.Open || row.Status == TicketStatus.Pending),
                cancellationToken),
            Receipts = await db.Receipts.LongCountAsync(row => row.MerchantId == merchantId, cancellationToken),
            Overall = await AssetTotal.ReadAsync(confirmed, cancellationToken),
            Today = await AssetTotal.ReadAsync(confirmed.Where(row => row.ConfirmedAt >= from), cancellationToken),
        };
    }
}
