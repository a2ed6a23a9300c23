using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Merchants.Domains;

/// <summary>Contract section 3.</summary>
[LowerCaseOnTheWire]
public enum DomainState
{
    PendingDns,
    DnsVerified,
    CertificatePending,
    Active,
    Paused,
    Failed,
}

/// <summary>
/// A domain that a merchant would like checkout pages to answer under (contract 12.2). It waits for its DNS record; this
/// server routes none yet. Times are real time.
/// </summary>
public sealed class CheckoutDomain : IOwnedByMerchant
{
    public required CheckoutDomainId Id { get; init; }

    public required MerchantId MerchantId { get; init; }

    /// <summary>In lower case; unique in the installation.</summary>
    public required string Domain { get; init; }

    public required DomainState State { get; set; }

    /// <summary>Stands in the TXT record of whoever owns the domain.</summary>
    public required string VerificationText { get; init; }

    public DateTimeOffset? DnsCheckedAt { get; set; }

    public DateTimeOffset? DnsVerifiedAt { get; set; }

    public string? FailureReason { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; set; }

    public string VerificationName => $"_hilt-verify.{Domain}";
}
