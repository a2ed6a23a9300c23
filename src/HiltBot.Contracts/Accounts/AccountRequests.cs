using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using HiltBot.Contracts.Wire;

namespace HiltBot.Contracts.Accounts;

/// <summary>Changes the account and its workspace (contract 11.2); what is not sent stays.</summary>
public sealed record UpdateAccountRequest
{
    [StringLength(120)]
    public Patch<string> DisplayName { get; init; }

    /// <summary>IANA name, for example <c>Europe/Berlin</c>.</summary>
    [StringLength(64)]
    public string? Timezone { get; init; }

    /// <summary>Merged key by key; a key with null goes.</summary>
    public JsonElement? NotificationPrefs { get; init; }

    /// <summary>
    /// Merged key by key; a key with null goes. Bot tokens are never taken: they belong to the configuration of the
    /// server.
    /// </summary>
    public JsonElement? MerchantSettings { get; init; }
}

/// <summary>Changes how somebody signs in.</summary>
public sealed record UpdateSecurityRequest
{
    [StringLength(254, MinimumLength = 1)]
    public string? Email { get; init; }

    /// <summary>Needed for a new password where there is one.</summary>
    [Opaque]
    [StringLength(256)]
    public string? CurrentPassword { get; init; }

    /// <summary>8 to 256 characters. Every token that was made before it ends.</summary>
    [Opaque]
    [StringLength(256, MinimumLength = 8)]
    public string? NewPassword { get; init; }
}

/// <summary>Which way of delivery to look at.</summary>
public sealed record DeliveryTestRequest
{
    /// <summary>telegram, discord or email.</summary>
    [StringLength(32, MinimumLength = 1)]
    public required string Provider { get; init; }
}

/// <summary>Which days to report about.</summary>
public sealed record AnalyticsQuery
{
    /// <summary>How many days the totals cover.</summary>
    [Whole(3, 90)]
    public int WindowDays { get; init; } = 30;

    /// <summary>How many of the last of them are told day by day.</summary>
    [Whole(3, 30)]
    public int DailyDays { get; init; } = 14;

    /// <summary>YYYY-MM-DD, in the time zone of the workspace; instead of <c>window_days</c>.</summary>
    [StringLength(10)]
    public string? StartDate { get; init; }

    /// <summary>YYYY-MM-DD; today when it is not sent.</summary>
    [StringLength(10)]
    public string? EndDate { get; init; }
}
