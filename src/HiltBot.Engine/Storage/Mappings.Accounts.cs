using HiltBot.Engine.Merchants.Accounts;
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

    internal sealed class OfKeyCalls : IEntityTypeConfiguration<KeyCall>
    {
        public void Configure(EntityTypeBuilder<KeyCall> builder) =>
            builder.HasIndex(row => new { row.KeyId, row.Id });
    }
}
