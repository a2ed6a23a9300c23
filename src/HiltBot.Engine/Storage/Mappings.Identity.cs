using HiltBot.Engine.Buyers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HiltBot.Engine.Storage;

/// <summary>Keys and indexes of what buyers prove about themselves.</summary>
internal static class IdentityMappings
{
    internal sealed class OfIdentitySessions : IEntityTypeConfiguration<IdentitySession>
    {
        public void Configure(EntityTypeBuilder<IdentitySession> builder) => builder.HasIndex(row => row.CreatedAt);
    }
}
