namespace HiltBot.Contracts.Wire;

/// <summary>The contract's sets of words (section 3).</summary>
public enum Vocabulary
{
    ProductStatus,
    DeliveryType,
    Platform,
    AccessMode,
    IdentityType,
    RenewalMode,
    PaymentStatus,
    DeliveryStatus,
    MembershipStatus,
    PeriodStatus,
    TicketStatus,
    TicketCategory,
    TicketPriority,
    EndpointStatus,
    DeliveryState,
    Tier,
    AccountStatus,
    AuthorizationStatus,
    DomainState,
    Scenario,
    KeyPermission,
    EventType,
    EndWhen,
    ChatPlatform,
    StaffRole,
}

/// <summary>Says that a text of a record is one word of a set. The words stand in the OpenAPI document.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OneOfAttribute(Vocabulary vocabulary) : Attribute
{
    public Vocabulary Vocabulary => vocabulary;
}

/// <summary>The words themselves, in the contract's spelling and order.</summary>
public static class Vocabularies
{
    private static readonly Dictionary<Vocabulary, IReadOnlyList<string>> Words = new()
    {
        [Vocabulary.ProductStatus] = ["ACTIVE", "PAUSED", "ARCHIVED"],
        [Vocabulary.DeliveryType] = ["NONE", "REDIRECT", "TELEGRAM_INVITE", "DISCORD_INVITE"],
        [Vocabulary.Platform] = ["TELEGRAM", "DISCORD", "CUSTOM"],
        [Vocabulary.AccessMode] = ["INVITE_LINK", "ROLE", "REDIRECT", "MANUAL"],
        [Vocabulary.IdentityType] = ["TELEGRAM_USER_ID", "DISCORD_USER_ID", "WALLET", "CUSTOM", "EMAIL"],
        [Vocabulary.RenewalMode] = ["ONE_OFF", "AUTOMATIC"],
        [Vocabulary.PaymentStatus] = ["PENDING_SIGNATURE", "PENDING_CONFIRMATION", "CONFIRMED", "FAILED"],
        [Vocabulary.DeliveryStatus] = ["PENDING", "SENT", "FAILED", "MANUAL_REVIEW", "REVOKED", "NOT_REQUIRED"],
        [Vocabulary.MembershipStatus] = ["ACTIVE", "GRACE_PERIOD", "EXPIRED"],
        [Vocabulary.PeriodStatus] = ["active", "expired", "revoked", "gifted"],
        [Vocabulary.TicketStatus] = ["OPEN", "PENDING", "RESOLVED", "CLOSED"],
        [Vocabulary.TicketCategory] =
            ["OTHER", "PAYMENT", "DELIVERY", "MEMBERSHIP", "RECEIPT", "BILLING", "TECHNICAL"],
        [Vocabulary.TicketPriority] = ["low", "normal", "high"],
        [Vocabulary.EndpointStatus] = ["active", "paused", "disabled"],
        [Vocabulary.DeliveryState] = ["pending", "retrying", "delivered", "dead_letter"],
        [Vocabulary.Tier] = ["free", "starter", "growth", "scale", "enterprise"],
        [Vocabulary.AccountStatus] = ["active", "suspended", "deleted"],
        [Vocabulary.AuthorizationStatus] =
            ["pending", "active", "cancel_pending", "cancelled", "revoked", "expired", "requires_reapproval"],
        [Vocabulary.DomainState] =
            ["pending_dns", "dns_verified", "certificate_pending", "active", "paused", "failed"],
        [Vocabulary.Scenario] = ["confirmed_access", "payment_failed", "delivery_failed", "renewal_grace"],
        [Vocabulary.KeyPermission] =
            ["read", "execute", "admin", "billing", "access:read", "access:write", "access:webhooks"],
        [Vocabulary.EventType] =
        [
            "payment.confirmed", "payment.failed", "receipt.created", "membership.activated", "membership.renewed",
            "membership.entered_grace", "membership.expired", "membership.reapproval_required", "delivery.failed",
            "support.ticket.created",
        ],
        [Vocabulary.EndWhen] = ["NOW", "PERIOD_END"],
        [Vocabulary.ChatPlatform] = ["DISCORD", "TELEGRAM", "SIM_SERVER", "SIM_GROUP"],
        [Vocabulary.StaffRole] = ["SUPPORT", "MANAGER", "OWNER"],
    };

    public static IReadOnlyList<string> Of(Vocabulary vocabulary) => Words[vocabulary];
}
