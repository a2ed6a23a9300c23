using HiltBot.Engine.Buyers;
using HiltBot.Engine.Checkouts.Phantom;
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

    internal sealed class OfVisitorStates : IEntityTypeConfiguration<VisitorState>
    {
        public void Configure(EntityTypeBuilder<VisitorState> builder)
        {
            builder.HasKey(row => row.StateHash);
            builder.HasIndex(row => row.CreatedAt);
        }
    }

    internal sealed class OfPhantomSessions : IEntityTypeConfiguration<PhantomSession>
    {
        public void Configure(EntityTypeBuilder<PhantomSession> builder)
        {
            builder.HasKey(row => row.PaymentId);
            builder.HasIndex(row => row.CreatedAt);
        }
    }
}
