using HiltBot.Engine.Webhooks;
using HiltBot.Engine.Webhooks.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HiltBot.Engine.Storage;

/// <summary>Keys and indexes of what goes to the merchant's own software.</summary>
internal static class WebhookMappings
{
    internal sealed class OfWebhookEndpoints : IEntityTypeConfiguration<WebhookEndpoint>
    {
        public void Configure(EntityTypeBuilder<WebhookEndpoint> builder)
        {
            builder.HasIndex(row => new { row.MerchantId, row.CreatedAt });

            // Whom an event goes to, and none of those that came and went.
            builder.HasIndex(row => row.MerchantId).HasDatabaseName("ix_webhook_endpoints_active")
                .HasFilter("status = 'active'");
        }
    }

    internal sealed class OfWebhookDeliveries : IEntityTypeConfiguration<WebhookDelivery>
    {
        public void Configure(EntityTypeBuilder<WebhookDelivery> builder)
        {
            builder.HasIndex(row => new { row.MerchantId, row.EventId, row.EndpointId }).IsUnique();
            builder.HasIndex(row => new { row.MerchantId, row.Id });
            builder.HasIndex(row => new { row.EndpointId, row.Id });

            // What an endpoint that is active again is owed, and nothing of what it had long ago.
            builder.HasIndex(row => row.EndpointId).HasDatabaseName("ix_webhook_deliveries_waiting")
                .HasFilter("state in ('pending', 'retrying')");

            // What is old, each kind after its own time (PruneRows).
            builder.HasIndex(row => row.UpdatedAt, "ix_webhook_deliveries_delivered").HasFilter("state = 'delivered'");
            builder.HasIndex(row => row.UpdatedAt, "ix_webhook_deliveries_dead")
                .HasFilter("state = 'dead_letter' and due_at is null");
        }
    }

    internal sealed class OfTestingSessions : IEntityTypeConfiguration<TestingSession>
    {
        public void Configure(EntityTypeBuilder<TestingSession> builder) =>
            builder.HasIndex(row => new { row.MerchantId, row.CreatedAt });
    }
}
