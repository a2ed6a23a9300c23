using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using HiltBot.Engine.Checkouts;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Merchants.Domains;

public abstract record DomainOutcome
{
    private DomainOutcome()
    {
    }

    public sealed record Added(CheckoutDomain Domain) : DomainOutcome;

    public sealed record Refused(string Why) : DomainOutcome;

    /// <summary>Somebody named it before.</summary>
    public sealed record Taken : DomainOutcome;

    public sealed record TooMany(int DomainsMax) : DomainOutcome;
}

/// <summary>Takes a domain down, with the text that proves whose it is.</summary>
public sealed class AddCheckoutDomain(Work work, PublicAddress address, BusinessTime businessTime, TimeProvider time)
{
    public const int DomainsMax = 20;

    private const int TextLength = 32;

    public async Task<DomainOutcome> HandleAsync(
        MerchantId merchantId, string domain, Actor actor, CancellationToken cancellationToken)
    {
        if (Normal(domain) is not { } name)
        {
            return new DomainOutcome.Refused("This is no host name; pay.example.org is one.");
        }

        if (name == address.Origin.Host)
        {
            return new DomainOutcome.Refused("This server answers under this name already.");
        }

        return await work.RunAsync(
            db => AddAsync(db, merchantId, name, actor, cancellationToken), cancellationToken);
    }

    private async Task<DomainOutcome> AddAsync(
        HiltDb db, MerchantId merchantId, string name, Actor actor, CancellationToken cancellationToken)
    {
        var now = time.Now();
        var id = CheckoutDomainId.New(now);
        var at = db.Dialect.Parameter(now);
        var text = RandomNumberGenerator.GetHexString(TextLength, lowercase: true);
        var inserted = await db.Database.ExecuteSqlAsync(
            $"""
            insert into checkout_domains (id, merchant_id, domain, state, verification_text, created_at, updated_at)
            select {id.Value}, {merchantId.Value}, {name}, {EnumText.Of(DomainState.PendingDns)}, {text}, {at}, {at}
            where (select count(*) from checkout_domains where merchant_id = {merchantId.Value}) < {DomainsMax}
            on conflict do nothing
            """,
            cancellationToken);
        if (inserted == 0)
        {
            return await db.CheckoutDomains.IgnoreQueryFilters().AnyAsync(row => row.Domain == name, cancellationToken)
                ? new DomainOutcome.Taken()
                : new DomainOutcome.TooMany(DomainsMax);
        }

        db.Remember(
            merchantId, Subject.Merchant, merchantId.Value, "checkout_domain_added", actor, businessTime.Now(),
            new { Domain = name });
        return new DomainOutcome.Added(
            await db.CheckoutDomains.AsNoTracking().SingleAsync(row => row.Id == id, cancellationToken));
    }

    /// <returns>Null for what is no host name with at least two parts, and for an address in numbers.</returns>
    public static string? Normal(string domain)
    {
        var text = domain.Trim().TrimEnd('.').ToLowerInvariant();
        try
        {
            text = new IdnMapping { UseStd3AsciiRules = true }.GetAscii(text);
        }
        catch (ArgumentException)
        {
            return null;
        }

        return text.Length is >= 3 and <= 253 && text.Contains('.', StringComparison.Ordinal) &&
            Uri.CheckHostName(text) == UriHostNameType.Dns && !IPAddress.TryParse(text, out _) &&
            !char.IsAsciiDigit(text[^1])
            ? text
            : null;
    }
}
