using System.ComponentModel.DataAnnotations;
using HiltBot.Contracts.Wire;

namespace HiltBot.Contracts.Domains;

/// <summary>Names a domain for checkout pages (contract 12.2).</summary>
public sealed record CreateCheckoutDomainRequest
{
    [StringLength(253, MinimumLength = 3)]
    public required string Domain { get; init; }
}

/// <summary>A domain for checkout pages.</summary>
public sealed record CheckoutDomainResponse
{
    public required Guid Id { get; init; }

    public required Guid OwnerId { get; init; }

    public required string Domain { get; init; }

    [OneOf(Vocabulary.DomainState)]
    public required string State { get; init; }

    /// <summary>Name of the TXT record that shows whose domain it is.</summary>
    public required string VerificationDnsName { get; init; }

    public required string VerificationDnsValue { get; init; }

    public required string CnameTarget { get; init; }

    public required DateTimeOffset? DnsCheckedAt { get; init; }

    public required DateTimeOffset? DnsVerifiedAt { get; init; }

    /// <summary>none, requested, issued or failed.</summary>
    public required string CertificateStatus { get; init; }

    public required DateTimeOffset? CertificateRequestedAt { get; init; }

    public required DateTimeOffset? CertificateIssuedAt { get; init; }

    public required DateTimeOffset? ActivatedAt { get; init; }

    public required DateTimeOffset? PausedAt { get; init; }

    public required string? FailureReason { get; init; }

    public required bool RoutingEnabled { get; init; }

    public required DateTimeOffset? CreatedAt { get; init; }

    public required DateTimeOffset? UpdatedAt { get; init; }
}

/// <summary>The domains of a workspace.</summary>
public sealed record CheckoutDomainListResponse
{
    public required IReadOnlyList<CheckoutDomainResponse> Items { get; init; }

    /// <summary>Whether this server answers under such domains.</summary>
    public required bool RoutingEnabled { get; init; }
}

/// <summary>A domain that was just named.</summary>
public sealed record CreatedCheckoutDomainResponse
{
    public required CheckoutDomainResponse Item { get; init; }

    public required bool RoutingEnabled { get; init; }
}
