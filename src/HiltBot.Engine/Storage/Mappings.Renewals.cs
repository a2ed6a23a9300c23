using HiltBot.Engine.Renewals;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HiltBot.Engine.Storage;

/// <summary>Keys and indexes of renewals that are collected by themselves.</summary>
internal static class RenewalMappings
{
    internal sealed class OfPlans : IEntityTypeConfiguration<RenewalPlan>
    {
        public void Configure(EntityTypeBuilder<RenewalPlan> builder)
        {
            builder.HasIndex(row => row.PlanAccount).IsUnique();
            builder.HasIndex(row => new { row.MerchantId, row.ProductId });
        }
    }

    internal sealed class OfAuthorizations : IEntityTypeConfiguration<RenewalAuthorization>
    {
        public void Configure(EntityTypeBuilder<RenewalAuthorization> builder)
        {
            builder.HasIndex(row => new { row.MerchantId, row.InitialPaymentId, row.PayerWallet }).IsUnique();
            builder.HasIndex(row => new { row.MerchantId, row.MembershipId });
            builder.HasIndex(row => row.SubscriptionAccount);
        }
    }

    internal sealed class OfCollections : IEntityTypeConfiguration<Collection>
    {
        public void Configure(EntityTypeBuilder<Collection> builder)
        {
            // One collection per paid-through period, whatever the ledger would allow (rule 3).
            builder.HasIndex(row => new { row.MerchantId, row.AuthorizationId, row.PeriodStartAt }).IsUnique();
            builder.HasIndex(row => row.Signature).IsUnique().HasFilter("signature is not null");
        }
    }
}
