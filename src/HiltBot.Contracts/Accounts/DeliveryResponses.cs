namespace HiltBot.Contracts.Accounts;

/// <summary>Whether what is sold can be delivered (contract 11.2).</summary>
public sealed record DeliveryReadinessResponse
{
    public required string? MerchantName { get; init; }

    /// <summary>ready, warning or blocked.</summary>
    public required string OverallStatus { get; init; }

    /// <summary>Products on sale that make memberships.</summary>
    public required long ActiveMembershipTemplates { get; init; }

    public required ReadinessDefaultsPayload Defaults { get; init; }

    /// <summary>By platform, in lower case.</summary>
    public required IReadOnlyDictionary<string, PlatformReadinessPayload> Platforms { get; init; }

    /// <summary>What stops sales or access, each with what mends it.</summary>
    public required IReadOnlyList<string> Blockers { get; init; }

    public required IReadOnlyList<string> Warnings { get; init; }

    public required DateTimeOffset CheckedAt { get; init; }
}

/// <summary>What products without settings of their own fall back to.</summary>
public sealed record ReadinessDefaultsPayload
{
    public required bool PayoutWalletConfigured { get; init; }

    public required bool DefaultRedirectUrlConfigured { get; init; }

    public required bool DefaultSupportUrlConfigured { get; init; }
}

/// <summary>One platform of a workspace.</summary>
public sealed record PlatformReadinessPayload
{
    /// <summary>ready, warning, blocked or off.</summary>
    public required string Status { get; init; }

    /// <summary>Whether this server speaks to the platform at all.</summary>
    public required bool Available { get; init; }

    /// <summary>Servers or groups that belong to the workspace.</summary>
    public required int Communities { get; init; }

    public required IReadOnlyList<string> Problems { get; init; }
}

/// <summary>What a look at one way of delivery found.</summary>
public sealed record DeliveryTestResponse
{
    public required string Provider { get; init; }

    /// <summary>ok or failed.</summary>
    public required string Status { get; init; }

    public required string Summary { get; init; }

    public required IReadOnlyList<DeliveryCheckPayload> Checks { get; init; }

    public required DateTimeOffset CheckedAt { get; init; }
}

/// <summary>One thing that was looked at.</summary>
public sealed record DeliveryCheckPayload
{
    public required string Name { get; init; }

    /// <summary>ok or failed.</summary>
    public required string Status { get; init; }

    public required string Detail { get; init; }
}
