using System.Diagnostics.CodeAnalysis;

namespace HiltBot.Contracts.Memberships;

/// <summary>A fresh link to win a member back, with ready texts.</summary>
public sealed record ReactivationResponse
{
    public required Guid MembershipId { get; init; }

    public required string ProductTitle { get; init; }

    public required string ProductSlug { get; init; }

    /// <summary>0 where the buyer chooses the amount.</summary>
    public required long AmountMinorUnits { get; init; }

    public required string AmountDisplay { get; init; }

    public required string TokenMint { get; init; }

    /// <summary>0 where one payment is for ever.</summary>
    public required int BillingIntervalDays { get; init; }

    public required string AccessPeriod { get; init; }

    public required DateTimeOffset? MembershipStartedAt { get; init; }

    public required string MerchantName { get; init; }

    public required string MerchantWalletPreview { get; init; }

    public required string? AccessTargetLabel { get; init; }

    /// <summary>Good for a day.</summary>
    public required string RenewalUrl { get; init; }

    public required string ReactivationUrl { get; init; }

    public required ReactivationTextsPayload Templates { get; init; }

    public required DateTimeOffset GeneratedAt { get; init; }
}

/// <summary>Texts that are ready to be sent.</summary>
public sealed record ReactivationTextsPayload(string Telegram, string Discord, string Email);

/// <summary>What ends soon, and how renewals went.</summary>
public sealed record RenewalIntelligenceResponse
{
    public required RenewalSummaryPayload Summary { get; init; }

    public required IReadOnlyList<ExpiringMemberPayload> ExpiringMemberships { get; init; }

    public required IReadOnlyList<ProductRenewalsPayload> ProductReports { get; init; }

    public required IReadOnlyList<MembershipEventPayload> RecentEvents { get; init; }

    public required DateTimeOffset GeneratedAt { get; init; }
}

/// <summary>Counted now: active, in grace, expiring, automatic. Within the window up to now: the others.</summary>
public sealed record RenewalSummaryPayload
{
    public required int WindowDays { get; init; }

    /// <summary>Active ones whose end lies within the window from now.</summary>
    public required long ExpiringCount { get; init; }

    public required long GraceCount { get; init; }

    public required long ExpiredCount { get; init; }

    public required long ActiveCount { get; init; }

    public required long RenewedCount { get; init; }

    public required long RemindersSent { get; init; }

    public required long AutomaticCount { get; init; }
}

/// <summary>A membership that ends soon, with the link that renews it.</summary>
public sealed record ExpiringMemberPayload : MembershipPayload
{
    public ExpiringMemberPayload()
    {
    }

    [SetsRequiredMembers]
    public ExpiringMemberPayload(MembershipPayload membership, int daysLeft, string renewalUrl)
        : base(membership)
    {
        DaysLeft = daysLeft;
        RenewalUrl = renewalUrl;
    }

    /// <summary>Whole days that are left, rounded up.</summary>
    public required int DaysLeft { get; init; }

    /// <summary>Good for a day.</summary>
    public required string RenewalUrl { get; init; }
}

/// <summary>How the members of one product renew.</summary>
public sealed record ProductRenewalsPayload
{
    public required Guid ProductId { get; init; }

    public required string ProductTitle { get; init; }

    public required long Active { get; init; }

    public required long Expiring { get; init; }

    public required long Grace { get; init; }

    public required long Expired { get; init; }

    public required long Renewed { get; init; }

    /// <summary>Renewed out of those renewed or expired within the window; null where there was neither.</summary>
    public required int? RenewalRatePct { get; init; }
}
