using HiltBot.Contracts.Domains;
using HiltBot.Engine.Checkouts;
using HiltBot.Engine.Merchants.Domains;
using HiltBot.Engine.Values;
using HiltBot.Web.Api.Gate;
using HiltBot.Web.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace HiltBot.Web.Api.Accounts;

/// <summary>
/// Domains for checkout pages (contract 12.2). This server takes them down and routes none: certificates are the business
/// of the proxy in front of it.
/// </summary>
internal static class CheckoutDomainRoutes
{
    private const bool RoutingEnabled = false;

    public static void MapCheckoutDomains(this IEndpointRouteBuilder routes)
    {
        var domains = routes.MapSession("/v1/checkout-domains", "Checkout domains");
        domains.MapGet("/", ListAsync).WithName("list_checkout_domains")
            .WithSummary("Lists the domains of the workspace with the DNS record each waits for.");
        domains.MapPost("/", AddAsync).WithName("create_checkout_domain").Refuses(409)
            .WithSummary("Names a domain and gives the DNS record that shows whose it is.");
    }

    private static async Task<Ok<CheckoutDomainListResponse>> ListAsync(
        CalledBy caller, ListCheckoutDomains list, PublicAddress address, CancellationToken cancellationToken) =>
        TypedResults.Ok(new CheckoutDomainListResponse
        {
            Items = (await list.HandleAsync(caller.MerchantId, cancellationToken))
                .Select(domain => Wire(domain, address)).ToList(),
            RoutingEnabled = RoutingEnabled,
        });

    private static async Task<Results<Created<CreatedCheckoutDomainResponse>, Refusal>> AddAsync(
        CalledBy caller, Body<CreateCheckoutDomainRequest> body, AddCheckoutDomain add, PublicAddress address,
        CancellationToken cancellationToken) =>
        await add.HandleAsync(caller.MerchantId, body.Value.Domain, caller.Actor, cancellationToken) switch
        {
            DomainOutcome.Added added => TypedResults.Created(
                (string?)null,
                new CreatedCheckoutDomainResponse
                {
                    Item = Wire(added.Domain, address),
                    RoutingEnabled = RoutingEnabled,
                }),
            DomainOutcome.Refused refused => Refusal.Field("domain", refused.Why),
            DomainOutcome.Taken => Refusal.Conflict("This domain is taken."),
            DomainOutcome.TooMany tooMany => Refusal.Conflict(
                $"This workspace has {tooMany.DomainsMax} domains, which is the most."),
            var other => throw new InvalidOperationException($"No answer for {other.GetType().Name}."),
        };

    private static CheckoutDomainResponse Wire(CheckoutDomain domain, PublicAddress address) => new()
    {
        Id = domain.Id.Value,
        OwnerId = domain.MerchantId.Value,
        Domain = domain.Domain,
        State = EnumText.Of(domain.State),
        VerificationDnsName = domain.VerificationName,
        VerificationDnsValue = domain.VerificationText,
        CnameTarget = address.Origin.Host,
        DnsCheckedAt = domain.DnsCheckedAt,
        DnsVerifiedAt = domain.DnsVerifiedAt,
        CertificateStatus = "none",
        CertificateRequestedAt = null,
        CertificateIssuedAt = null,
        ActivatedAt = null,
        PausedAt = null,
        FailureReason = domain.FailureReason,
        RoutingEnabled = RoutingEnabled,
        CreatedAt = domain.CreatedAt,
        UpdatedAt = domain.UpdatedAt,
    };
}
