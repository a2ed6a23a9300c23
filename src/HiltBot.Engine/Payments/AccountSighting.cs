using HiltBot.Engine.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HiltBot.Engine.Payments;

/// <summary>
/// A transaction that named an account and became no transfer there: dust, a withdrawal, somebody's failed
/// try. Kept only as long as reads overlap it, so that it is fetched once and dust is counted once.
/// </summary>
public sealed class AccountSighting
{
    public required string Account { get; init; }

    public required string Signature { get; init; }

    public required long Slot { get; init; }
}

/// <summary>Keys and indexes of settlement that are not in <see cref="Mappings"/>.</summary>
internal static class SettlementMappings
{
    internal sealed class OfAccountSightings : IEntityTypeConfiguration<AccountSighting>
    {
        public void Configure(EntityTypeBuilder<AccountSighting> builder)
        {
            builder.ToTable("account_sightings");
            builder.HasKey(row => new { row.Account, row.Signature });
            builder.HasIndex(row => new { row.Account, row.Slot });
        }
    }

    internal sealed class OfUnreadables : IEntityTypeConfiguration<UnreadableTransaction>
    {
        public void Configure(EntityTypeBuilder<UnreadableTransaction> builder)
        {
            builder.ToTable("unreadable_transactions");
            builder.HasIndex(row => new { row.Account, row.Signature }).IsUnique();
        }
    }

    // What counts for nothing is listed newest first: by the merchant's accounts, and by the merchant's
    // sessions.
    internal sealed class OfOpenTransfers : IEntityTypeConfiguration<Transfer>
    {
        private const string IsOpen = "payment_id is null and verdict <> 'OTHER_INCOME'";

        public void Configure(EntityTypeBuilder<Transfer> builder)
        {
            builder.HasIndex(row => new { row.Account, row.RecordedAt }, "IX_transfers_open").HasFilter(IsOpen);
            builder.HasIndex(row => new { row.ConcernsMerchantId, row.RecordedAt }, "IX_transfers_open_concerns")
                .HasFilter($"concerns_merchant_id is not null and {IsOpen}");
        }
    }

    // Which accounts have an open session is asked at every pass over the due accounts.
    internal sealed class OfOpenPayments : IEntityTypeConfiguration<Payment>
    {
        public void Configure(EntityTypeBuilder<Payment> builder) =>
            builder.HasIndex(row => row.ReceivingAccount)
                .HasFilter("status in ('PENDING_SIGNATURE', 'PENDING_CONFIRMATION')");
    }
}
