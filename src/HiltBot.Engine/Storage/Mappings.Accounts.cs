using HiltBot.Engine.Merchants.Accounts;
using HiltBot.Engine.Merchants.Domains;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HiltBot.Engine.Storage;

/// <summary>Keys and indexes of what accounts need beside themselves.</summary>
internal static class AccountMappings
{
    internal sealed class OfUsedNonces : IEntityTypeConfiguration<UsedNonce>
    {
        public void Configure(EntityTypeBuilder<UsedNonce> builder)
        {
            builder.HasKey(row => row.NonceHash);
            builder.HasIndex(row => row.UsedAt);
        }
    }

    internal sealed class OfCheckoutDomains : IEntityTypeConfiguration<CheckoutDomain>
    {
        public void Configure(EntityTypeBuilder<CheckoutDomain> builder)
        {
            builder.HasIndex(row => row.Domain).IsUnique();
            builder.HasIndex(row => new { row.MerchantId, row.CreatedAt });
        }
    }

    internal sealed class OfKeyCalls : IEntityTypeConfiguration<KeyCall>
    {
        public void Configure(EntityTypeBuilder<KeyCall> builder) =>
            builder.HasIndex(row => new { row.KeyId, row.Id });
    }
}
