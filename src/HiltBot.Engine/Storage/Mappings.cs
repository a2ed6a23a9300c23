using HiltBot.Engine.Access;
using HiltBot.Engine.Buyers;
using HiltBot.Engine.Chat;
using HiltBot.Engine.Memberships;
using HiltBot.Engine.Merchants;
using HiltBot.Engine.Merchants.Accounts;
using HiltBot.Engine.Notices;
using HiltBot.Engine.Outbox;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Products;
using HiltBot.Engine.Receipts;
using HiltBot.Engine.Sandbox;
using HiltBot.Engine.Support;
using HiltBot.Engine.Webhooks;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HiltBot.Engine.Storage;

/// <summary>
/// Keys and indexes, one nested class a table. Merchant-owned tables carry the merchant first in unique keys,
/// so that they can be distributed by it later; the names of the world (signatures, targets, updates) are
/// unique by themselves.
/// </summary>
internal static class Mappings
{
    internal sealed class OfStaff : IEntityTypeConfiguration<StaffMember>
    {
        public void Configure(EntityTypeBuilder<StaffMember> builder)
        {
            builder.ToTable("staff");
            builder.HasIndex(row => new { row.MerchantId, row.Platform, row.AccountId }).IsUnique();
            builder.HasIndex(row => new { row.Platform, row.AccountId });
        }
    }

    internal sealed class OfAccounts : IEntityTypeConfiguration<Account>
    {
        public void Configure(EntityTypeBuilder<Account> builder)
        {
            builder.HasKey(row => row.MerchantId);
            builder.HasIndex(row => row.Email).IsUnique().HasFilter("email is not null");
            builder.HasIndex(row => row.WalletAddress).IsUnique().HasFilter("wallet_address is not null");
        }
    }

    internal sealed class OfApiKeys : IEntityTypeConfiguration<ApiKey>
    {
        public void Configure(EntityTypeBuilder<ApiKey> builder)
        {
            builder.HasIndex(row => row.KeyHash).IsUnique();
            builder.HasIndex(row => new { row.MerchantId, row.CreatedAt });
        }
    }

    internal sealed class OfIdempotentCalls : IEntityTypeConfiguration<IdempotentCall>
    {
        public void Configure(EntityTypeBuilder<IdempotentCall> builder)
        {
            builder.HasKey(row => new { row.MerchantId, row.KeyHash });
            builder.HasIndex(row => row.CreatedAt);
        }
    }

    internal sealed class OfCommunities : IEntityTypeConfiguration<Community>
    {
        public void Configure(EntityTypeBuilder<Community> builder)
        {
            builder.HasIndex(row => new { row.Platform, row.ExternalId }).IsUnique();
            builder.HasIndex(row => row.Id).HasDatabaseName("ix_communities_troubled")
                .HasFilter("rights_problem is not null");
            builder.HasIndex(row => row.RightsDueAt).HasFilter("rights_due_at is not null");
            builder.HasIndex(row => row.SurveyDueAt).HasFilter("survey_due_at is not null");
        }
    }

    internal sealed class OfOneTimeCodes : IEntityTypeConfiguration<OneTimeCode>
    {
        public void Configure(EntityTypeBuilder<OneTimeCode> builder)
        {
            builder.HasKey(row => row.CodeHash);
            builder.HasIndex(row => row.ExpiresAt);
        }
    }

    internal sealed class OfProducts : IEntityTypeConfiguration<Product>
    {
        public void Configure(EntityTypeBuilder<Product> builder)
        {
            builder.HasIndex(row => row.Slug).IsUnique();
            builder.HasIndex(row => new { row.MerchantId, row.CreatedAt });
        }
    }

    internal sealed class OfProductTargets : IEntityTypeConfiguration<ProductTarget>
    {
        public void Configure(EntityTypeBuilder<ProductTarget> builder)
        {
            builder.HasKey(row => new { row.ProductId, row.Platform, row.TargetId });
            builder.HasIndex(row => new { row.MerchantId, row.Platform, row.TargetId });
        }
    }

    internal sealed class OfProductDays : IEntityTypeConfiguration<ProductDay>
    {
        public void Configure(EntityTypeBuilder<ProductDay> builder) =>
            builder.HasKey(row => new { row.ProductId, row.DayNumber });
    }

    internal sealed class OfBuyerAccounts : IEntityTypeConfiguration<BuyerAccount>
    {
        public void Configure(EntityTypeBuilder<BuyerAccount> builder)
        {
            builder.HasKey(row => new { row.MerchantId, row.Platform, row.AccountId });
            builder.HasIndex(row => new { row.Platform, row.AccountId });
            builder.HasIndex(row => new { row.MerchantId, row.BuyerId, row.Platform }).IsUnique();
        }
    }

    internal sealed class OfBuyerWallets : IEntityTypeConfiguration<BuyerWallet>
    {
        public void Configure(EntityTypeBuilder<BuyerWallet> builder)
        {
            builder.HasKey(row => new { row.MerchantId, row.Address });
            builder.HasIndex(row => new { row.MerchantId, row.BuyerId });
        }
    }

    internal sealed class OfPayments : IEntityTypeConfiguration<Payment>
    {
        public void Configure(EntityTypeBuilder<Payment> builder)
        {
            builder.HasIndex(row => row.Nonce).IsUnique();
            builder.HasIndex(row => row.Reference).IsUnique();
            builder.HasIndex(row => new { row.MerchantId, row.ProductId, row.CreatedAt });
            builder.HasIndex(row => new { row.MerchantId, row.BuyerId });
            builder.HasIndex(row => new { row.MerchantId, row.CreatedAt });
            builder.HasIndex(row => new { row.MerchantId, row.ConfirmedAt }).HasFilter("confirmed_at is not null");
            builder.HasIndex(row => row.NamedSignature).HasFilter("named_signature is not null");
        }
    }

    internal sealed class OfTransfers : IEntityTypeConfiguration<Transfer>
    {
        public void Configure(EntityTypeBuilder<Transfer> builder)
        {
            builder.HasIndex(row => new { row.Signature, row.Account }).IsUnique();
            builder.HasIndex(row => new { row.Account, row.Slot });
            builder.HasIndex(row => row.PaymentId).HasFilter("payment_id is not null");
            builder.HasIndex(row => row.ConcernsPaymentId).HasFilter("concerns_payment_id is not null");
        }
    }

    internal sealed class OfReceivingAccounts : IEntityTypeConfiguration<ReceivingAccount>
    {
        public void Configure(EntityTypeBuilder<ReceivingAccount> builder)
        {
            builder.HasKey(row => row.Address);
            builder.HasIndex(row => row.Wallet);
        }
    }

    internal sealed class OfWatches : IEntityTypeConfiguration<Watch>
    {
        public void Configure(EntityTypeBuilder<Watch> builder)
        {
            builder.HasKey(row => new { row.ProductId, row.Account, row.Since });
            builder.HasIndex(row => new { row.ProductId, row.Account }).IsUnique().HasFilter("until is null");
            builder.HasIndex(row => row.Account);
            builder.HasIndex(row => new { row.MerchantId, row.Account });
        }
    }

    internal sealed class OfMemberships : IEntityTypeConfiguration<Membership>
    {
        public void Configure(EntityTypeBuilder<Membership> builder)
        {
            builder.HasIndex(row => new
            { row.MerchantId, row.ProductId, row.IdentityType, row.IdentityValue, row.Sibling }).IsUnique();
            builder.HasIndex(row => new { row.MerchantId, row.BuyerId });
            builder.HasIndex(row => new { row.MerchantId, row.CreatedAt });
            builder.HasIndex(row => new { row.MerchantId, row.Status, row.CurrentPeriodEndAt });
            builder.HasIndex(row => new { row.MerchantId, row.Status, row.CreatedAt });
            builder.HasIndex(row => new { row.MerchantId, row.ProductId, row.CreatedAt });
            builder.HasIndex(row => new { row.MerchantId, row.PayerWallet }).HasFilter("payer_wallet is not null");

            // Two more stand in the migration ApiOfMerchants, on lower(identity_value) and
            // lower(identity_display): EF knows no indexes on expressions. Where SQLite has to build this table
            // anew, they have to be made again (MembershipsAreFoundByIndexTests).
        }
    }

    internal sealed class OfMembershipPeriods : IEntityTypeConfiguration<MembershipPeriod>
    {
        public void Configure(EntityTypeBuilder<MembershipPeriod> builder)
        {
            // A revoked stretch frees its place: staff may end a membership and give it again within the
            // hour.
            builder.HasIndex(row => new { row.MembershipId, row.PeriodStartAt }).IsUnique()
                .HasFilter("revoked_at is null");
            builder.HasIndex(row => row.PaymentId).IsUnique();
            builder.HasIndex(row => new { row.MembershipId, row.CreatedAt });
            builder.HasIndex(row => new { row.MerchantId, row.TxSignature }).HasFilter("tx_signature is not null");
        }
    }

    internal sealed class OfSeats : IEntityTypeConfiguration<Seat>
    {
        public void Configure(EntityTypeBuilder<Seat> builder)
        {
            builder.HasIndex(row => new { row.Platform, row.TargetId, row.AccountId }).IsUnique();
            builder.HasIndex(row => new { row.Platform, row.AccountId });
            builder.HasIndex(row => new { row.MerchantId, row.BuyerId });
            builder.HasIndex(row => new { row.CommunityId, row.Shown });
            builder.HasIndex(row => row.BrakeId).HasFilter("brake_id is not null");
            builder.HasIndex(row => row.CommunityId).HasFilter("last_error is not null");
            builder.HasIndex(row => row.AuditedAt);
        }
    }

    internal sealed class OfAccessAttempts : IEntityTypeConfiguration<AccessAttempt>
    {
        public void Configure(EntityTypeBuilder<AccessAttempt> builder)
        {
            builder.HasIndex(row => new { row.SeatId, row.Id });
            builder.HasIndex(row => new { row.CommunityId, row.At }).HasFilter("is_counted");
        }
    }

    internal sealed class OfBrakes : IEntityTypeConfiguration<Brake>
    {
        public void Configure(EntityTypeBuilder<Brake> builder) =>
            builder.HasIndex(row => row.CommunityId).IsUnique().HasFilter("decision is null");
    }

    internal sealed class OfReceipts : IEntityTypeConfiguration<Receipt>
    {
        public void Configure(EntityTypeBuilder<Receipt> builder)
        {
            builder.HasIndex(row => row.PaymentId).IsUnique();
            builder.HasIndex(row => new { row.MerchantId, row.TxSig, row.Account }).IsUnique();
            builder.HasIndex(row => new { row.MerchantId, row.BuyerId });
            builder.HasIndex(row => new { row.MerchantId, row.CreatedAt, row.Id });
            builder.HasIndex(row => new { row.MerchantId, row.ProductId, row.CreatedAt });
            builder.HasIndex(row => new { row.MerchantId, row.PayerWallet, row.CreatedAt });
            builder.HasIndex(row => new { row.MerchantId, row.MerchantWallet, row.CreatedAt });
        }
    }

    internal sealed class OfNotices : IEntityTypeConfiguration<Notice>
    {
        public void Configure(EntityTypeBuilder<Notice> builder)
        {
            builder.HasIndex(row => new { row.MerchantId, row.Key }).IsUnique();
            builder.HasIndex(row => row.MembershipId).HasFilter("membership_id is not null");
        }
    }

    internal sealed class OfTickets : IEntityTypeConfiguration<Ticket>
    {
        public void Configure(EntityTypeBuilder<Ticket> builder)
        {
            builder.HasIndex(row => new { row.MerchantId, row.Status, row.UpdatedAt });
            builder.HasIndex(row => new { row.MerchantId, row.CreatedAt, row.Id });
            builder.HasIndex(row => row.MembershipId).HasFilter("membership_id is not null");
        }
    }

    internal sealed class OfTicketMessages : IEntityTypeConfiguration<TicketMessage>
    {
        public void Configure(EntityTypeBuilder<TicketMessage> builder) =>
            builder.HasIndex(row => new { row.TicketId, row.CreatedAt });
    }

    internal sealed class OfWebhookEvents : IEntityTypeConfiguration<WebhookEvent>
    {
        public void Configure(EntityTypeBuilder<WebhookEvent> builder)
        {
            builder.HasIndex(row => new { row.MerchantId, row.EventType, row.SourceId }).IsUnique();
            builder.HasIndex(row => row.RenderDueAt).HasFilter("due_at is null");
            builder.HasIndex(row => new { row.MerchantId, row.CreatedAt });
            builder.HasIndex(row => row.PaymentId).HasFilter("payment_id is not null");
            builder.HasIndex(row => row.MembershipId).HasFilter("membership_id is not null");
        }
    }

    internal sealed class OfHistory : IEntityTypeConfiguration<HistoryEntry>
    {
        public void Configure(EntityTypeBuilder<HistoryEntry> builder)
        {
            builder.ToTable("history");
            builder.HasIndex(row => new { row.Subject, row.SubjectId, row.Id });

            // What renewals are counted by.
            builder.HasIndex(row => new { row.MerchantId, row.EventType, row.CreatedAt })
                .HasFilter("subject = 'MEMBERSHIP'");
        }
    }

    internal sealed class OfLeases : IEntityTypeConfiguration<Lease>
    {
        public void Configure(EntityTypeBuilder<Lease> builder) => builder.HasKey(row => row.Name);
    }

    internal sealed class OfInstallations : IEntityTypeConfiguration<Installation>
    {
        public void Configure(EntityTypeBuilder<Installation> builder) =>
            builder.Property(row => row.Id).ValueGeneratedNever();
    }

    internal sealed class OfStoredKeys : IEntityTypeConfiguration<StoredKey>
    {
        public void Configure(EntityTypeBuilder<StoredKey> builder) =>
            builder.HasIndex(row => row.Purpose).IsUnique().HasFilter("retired_at is null");
    }

    internal sealed class OfInboundUpdates : IEntityTypeConfiguration<InboundUpdate>
    {
        public void Configure(EntityTypeBuilder<InboundUpdate> builder)
        {
            builder.HasKey(row => new { row.Platform, row.UpdateId });
            builder.HasIndex(row => row.ReceivedAt);
        }
    }

    internal sealed class OfTypedForms : IEntityTypeConfiguration<TypedForm>
    {
        public void Configure(EntityTypeBuilder<TypedForm> builder)
        {
            builder.HasKey(row => new { row.Platform, row.AccountId });
            builder.HasIndex(row => row.AskedAt);
        }
    }

    internal sealed class OfPlayTransactions : IEntityTypeConfiguration<PlayTransaction>
    {
        public void Configure(EntityTypeBuilder<PlayTransaction> builder)
        {
            builder.HasKey(row => row.Slot);
            builder.HasIndex(row => row.Signature).IsUnique();
        }
    }

    internal sealed class OfPlayEntries : IEntityTypeConfiguration<PlayEntry>
    {
        public void Configure(EntityTypeBuilder<PlayEntry> builder)
        {
            builder.HasIndex(row => new { row.Account, row.Slot });
            builder.HasIndex(row => row.Signature);
        }
    }

    internal sealed class OfSimMembers : IEntityTypeConfiguration<SimMember>
    {
        public void Configure(EntityTypeBuilder<SimMember> builder) =>
            builder.HasKey(row => new { row.Platform, row.AccountId });
    }

    internal sealed class OfSimAccess : IEntityTypeConfiguration<SimAccess>
    {
        public void Configure(EntityTypeBuilder<SimAccess> builder) =>
            builder.HasKey(row => new { row.Platform, row.TargetId, row.AccountId });
    }

    internal sealed class OfSimPlaces : IEntityTypeConfiguration<SimPlace>
    {
        public void Configure(EntityTypeBuilder<SimPlace> builder) => builder.HasKey(row => row.Platform);
    }

    internal sealed class OfSimMessages : IEntityTypeConfiguration<SimMessage>
    {
        public void Configure(EntityTypeBuilder<SimMessage> builder)
        {
            builder.HasIndex(row => new { row.Platform, row.ChannelId, row.Id });
            builder.HasIndex(row => row.NoticeId).IsUnique();
        }
    }
}
