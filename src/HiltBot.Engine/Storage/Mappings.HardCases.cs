using HiltBot.Engine.Payments;
using HiltBot.Engine.Payments.Refunds;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HiltBot.Engine.Storage;

/// <summary>Keys and indexes of money that goes back, is claimed, or is sent again.</summary>
internal static class HardCaseMappings
{
    internal sealed class OfRefunds : IEntityTypeConfiguration<Refund>
    {
        public void Configure(EntityTypeBuilder<Refund> builder)
        {
            // Never two open refunds for the same money.
            builder.HasIndex(row => row.TransferId, "IX_refunds_open").IsUnique()
                .HasFilter("state in ('PREPARED', 'SIGNED')");
            builder.HasIndex(row => row.TransferId, "IX_refunds_transfer");
            builder.HasIndex(row => row.Reference).IsUnique();
            builder.HasIndex(row => row.StaffKey).IsUnique();
            builder.HasIndex(row => row.AddressKey).IsUnique();
            builder.HasIndex(row => new { row.MerchantId, row.PaymentId });
        }
    }

    internal sealed class OfProofs : IEntityTypeConfiguration<MoneyProof>
    {
        public void Configure(EntityTypeBuilder<MoneyProof> builder)
        {
            builder.ToTable("money_proofs");
            builder.HasIndex(row => row.CreatedAt);
        }
    }

    internal sealed class OfSent : IEntityTypeConfiguration<SentPayment>
    {
        public void Configure(EntityTypeBuilder<SentPayment> builder)
        {
            builder.ToTable("sent_payments");
            builder.HasIndex(row => row.Signature).IsUnique();
            builder.HasIndex(row => new { row.MerchantId, row.PaymentId });
            builder.HasIndex(row => row.NextAt).HasFilter("next_at is not null");
            builder.HasIndex(row => row.SentAt);
        }
    }

    // What a wallet sent without any mark is looked for when its owner claims it.
    internal sealed class OfClaimable : IEntityTypeConfiguration<Transfer>
    {
        public void Configure(EntityTypeBuilder<Transfer> builder) =>
            builder.HasIndex(row => new { row.Account, row.PayerWallet, row.RecordedAt }, "IX_transfers_claimable")
                .HasFilter("payment_id is null");
    }
}
