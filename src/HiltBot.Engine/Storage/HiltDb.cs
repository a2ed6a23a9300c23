using HiltBot.Engine.Access;
using HiltBot.Engine.Buyers;
using HiltBot.Engine.Chat;
using HiltBot.Engine.Checkouts.Phantom;
using HiltBot.Engine.Memberships;
using HiltBot.Engine.Merchants;
using HiltBot.Engine.Merchants.Accounts;
using HiltBot.Engine.Merchants.Domains;
using HiltBot.Engine.Notices;
using HiltBot.Engine.Outbox;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Payments.Refunds;
using HiltBot.Engine.Products;
using HiltBot.Engine.Receipts;
using HiltBot.Engine.Renewals;
using HiltBot.Engine.Sandbox;
using HiltBot.Engine.Support;
using HiltBot.Engine.Values;
using HiltBot.Engine.Webhooks;
using HiltBot.Engine.Webhooks.Testing;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Storage;

/// <summary>
/// The one database of the product. Steps do not make it; they run inside <see cref="Work"/>, which opens it,
/// saves it in one transaction and wakes what became due.
/// </summary>
public sealed class HiltDb(DbContextOptions<HiltDb> options, Dialect dialect) : DbContext(options)
{
    private readonly HashSet<Sweep> wakes = [];

    /// <summary>
    /// When set, only rows of this merchant are seen (rule 7). Sweeps work for all merchants.
    /// </summary>
    public MerchantId? ActsFor { get; set; }

    /// <summary>As of <see cref="Work.IsSandboxCall"/>.</summary>
    public bool IsSandboxCall { get; set; }

    public Dialect Dialect => dialect;

    /// <summary>Sweeps that this transaction gave work to.</summary>
    public IReadOnlySet<Sweep> Wakes => wakes;

    public DbSet<Merchant> Merchants => Set<Merchant>();

    public DbSet<Account> Accounts => Set<Account>();

    public DbSet<ApiKey> ApiKeys => Set<ApiKey>();

    public DbSet<IdempotentCall> IdempotentCalls => Set<IdempotentCall>();

    public DbSet<StaffMember> Staff => Set<StaffMember>();

    public DbSet<Community> Communities => Set<Community>();

    public DbSet<OneTimeCode> OneTimeCodes => Set<OneTimeCode>();

    public DbSet<Product> Products => Set<Product>();

    public DbSet<ProductTarget> ProductTargets => Set<ProductTarget>();

    public DbSet<ProductDay> ProductDays => Set<ProductDay>();

    public DbSet<Buyer> Buyers => Set<Buyer>();

    public DbSet<BuyerAccount> BuyerAccounts => Set<BuyerAccount>();

    public DbSet<BuyerWallet> BuyerWallets => Set<BuyerWallet>();

    public DbSet<IdentitySession> IdentitySessions => Set<IdentitySession>();

    public DbSet<VisitorState> VisitorStates => Set<VisitorState>();

    public DbSet<PhantomSession> PhantomSessions => Set<PhantomSession>();

    public DbSet<Payment> Payments => Set<Payment>();

    public DbSet<Transfer> Transfers => Set<Transfer>();

    public DbSet<ReceivingAccount> ReceivingAccounts => Set<ReceivingAccount>();

    public DbSet<Watch> Watches => Set<Watch>();

    public DbSet<Refund> Refunds => Set<Refund>();

    public DbSet<MoneyProof> MoneyProofs => Set<MoneyProof>();

    public DbSet<SentPayment> SentPayments => Set<SentPayment>();

    public DbSet<UnreadableTransaction> Unreadable => Set<UnreadableTransaction>();

    public DbSet<Membership> Memberships => Set<Membership>();

    public DbSet<MembershipPeriod> MembershipPeriods => Set<MembershipPeriod>();

    public DbSet<RenewalPlan> RenewalPlans => Set<RenewalPlan>();

    public DbSet<RenewalAuthorization> RenewalAuthorizations => Set<RenewalAuthorization>();

    public DbSet<Collection> Collections => Set<Collection>();

    public DbSet<Seat> Seats => Set<Seat>();

    public DbSet<AccessAttempt> AccessAttempts => Set<AccessAttempt>();

    public DbSet<Brake> Brakes => Set<Brake>();

    public DbSet<Receipt> Receipts => Set<Receipt>();

    public DbSet<Notice> Notices => Set<Notice>();

    public DbSet<Ticket> Tickets => Set<Ticket>();

    public DbSet<TicketMessage> TicketMessages => Set<TicketMessage>();

    public DbSet<WebhookEvent> WebhookEvents => Set<WebhookEvent>();

    public DbSet<HistoryEntry> History => Set<HistoryEntry>();

    public DbSet<Installation> Installations => Set<Installation>();

    public DbSet<Lease> Leases => Set<Lease>();

    public DbSet<InboundUpdate> InboundUpdates => Set<InboundUpdate>();

    public DbSet<TypedForm> TypedForms => Set<TypedForm>();

    public DbSet<StoredKey> StoredKeys => Set<StoredKey>();

    public DbSet<PlayTransaction> PlayTransactions => Set<PlayTransaction>();

    public DbSet<PlayEntry> PlayEntries => Set<PlayEntry>();

    public DbSet<SimMember> SimMembers => Set<SimMember>();

    public DbSet<SimAccess> SimAccess => Set<SimAccess>();

    public DbSet<SimPlace> SimPlaces => Set<SimPlace>();

    public DbSet<SimMessage> SimMessages => Set<SimMessage>();

    public DbSet<UsedNonce> UsedNonces => Set<UsedNonce>();

    public DbSet<KeyCall> KeyCalls => Set<KeyCall>();

    public DbSet<CheckoutDomain> CheckoutDomains => Set<CheckoutDomain>();

    public DbSet<WebhookEndpoint> WebhookEndpoints => Set<WebhookEndpoint>();

    public DbSet<WebhookDelivery> WebhookDeliveries => Set<WebhookDelivery>();

    public DbSet<TestingSession> TestingSessions => Set<TestingSession>();

    /// <summary>
    /// Names a sweep that has work when this transaction commits. Rows saved through the context name theirs
    /// by themselves; hand-written SQL says it here.
    /// </summary>
    public void Wake(Sweep sweep) => wakes.Add(sweep);

    public override Task<int> SaveChangesAsync(
        bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        foreach (var entry in ChangeTracker.Entries())
        {
            if (entry is { State: EntityState.Modified, Entity: IVersioned versioned })
            {
                versioned.Version++;
            }

            if (entry.State is EntityState.Added or EntityState.Modified &&
                entry.Entity is IOwed { DueAt: not null } owed && OwedTables.SweepOf(owed) is { } sweep)
            {
                wakes.Add(sweep);
            }
        }

        return base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        dialect.Configure(configurationBuilder);
        Conventions.Configure(configurationBuilder);
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(HiltDb).Assembly);
        Conventions.FilterByMerchant(modelBuilder, this);
        Conventions.NameInSnakeCase(modelBuilder);
    }
}
