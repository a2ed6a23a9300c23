using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Products;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Renewals;

/// <summary>The terms of a product as a plan would hold them, and how that plan stands.</summary>
/// <param name="Price">What is collected each period.</param>
/// <param name="Transaction">What the merchant's wallet signs to publish it; null: it stands already.</param>
public sealed record PlanView(
    string ProductTitle, string MerchantName, string Slug, string OwnerWallet, Money Price, int PeriodHours,
    string PlanAccount, string Puller, bool IsPublished, PreparedPayment? Transaction);

public abstract record PlanOutcome
{
    private PlanOutcome()
    {
    }

    public sealed record Shown(PlanView View) : PlanOutcome;

    public sealed record UnknownProduct : PlanOutcome;

    /// <summary>It does not renew by itself, or has no price of its own.</summary>
    public sealed record NotAutomatic : PlanOutcome;

    /// <summary>No collector is configured here.</summary>
    public sealed record NoCollector : PlanOutcome;

    /// <summary>Another plan stands where this one would: its terms are not these.</summary>
    public sealed record OtherTerms : PlanOutcome;
}

/// <summary>
/// Publishes a product's terms on the ledger: makes the plan's row, what the merchant's wallet signs, and notes it when the
/// ledger shows it. Anybody may look; only the wallet that is paid can publish.
/// </summary>
public sealed class PublishPlan(
    Work work, IEnumerable<IRenewalChain> chains, IPaymentChain ledger, BusinessTime business, TimeProvider time)
{
    private const int LooksMax = 8;

    private static readonly TimeSpan LookTime = TimeSpan.FromSeconds(1);

    private readonly IRenewalChain? chain = chains.FirstOrDefault();

    public async Task<PlanOutcome> HandleAsync(string slug, CancellationToken cancellationToken)
    {
        var found = await work.ReadAsync(
            db => db.Products.IgnoreQueryFilters().Where(row => row.Slug == slug)
                .Join(
                    db.Merchants.IgnoreQueryFilters(), row => row.MerchantId, merchant => merchant.Id,
                    (product, merchant) => new { product, merchant.Name })
                .SingleOrDefaultAsync(cancellationToken),
            cancellationToken);
        switch (found)
        {
            case null:
                return new PlanOutcome.UnknownProduct();
            case { product: not { RenewalMode: RenewalMode.Automatic, AmountMinorUnits: > 0, BillingUnit: Memberships.BillingUnit.Day } }:
                return new PlanOutcome.NotAutomatic();
        }

        if (chain is null)
        {
            return new PlanOutcome.NoCollector();
        }

        var product = found.product;
        var plan = await FindOrMakeAsync(product, cancellationToken);
        var seen = await chain.FindPlanAsync(plan.PlanAccount, cancellationToken);
        if (seen is not null && !Agree(plan, seen))
        {
            return new PlanOutcome.OtherTerms();
        }

        await NoteAsync(plan, seen, cancellationToken);
        var asset = new Asset(product.TokenMint, product.AssetSymbol, product.AssetDecimals);
        var price = new Money(plan.AmountMinorUnits, asset);
        var transaction = seen is null
            ? await chain.PrepareAsync(
                plan.OwnerWallet, [chain.Publish(plan)], InWords(plan, price), cancellationToken)
            : null;
        return new PlanOutcome.Shown(new PlanView(
            product.Title, found.Name, product.Slug, plan.OwnerWallet, price, plan.PeriodHours, plan.PlanAccount, plan.Puller,
            seen is not null, transaction));
    }

    /// <summary>
    /// Sends what the merchant's wallet signed to publish the plan, and nothing else; then looks for it for some seconds, so
    /// that a merchant who closes the page sells all the same. Whoever opens the page later has it looked for again.
    /// </summary>
    public async Task<SendAnswer> SendAsync(
        string slug, ReadOnlyMemory<byte> signedTransaction, CancellationToken cancellationToken)
    {
        if (await HandleAsync(slug, cancellationToken) is not PlanOutcome.Shown { View: var view } ||
            !RenewalAgreement.IsOurs(signedTransaction, view.OwnerWallet, chain!.ProgramId))
        {
            return new SendAnswer.Refused("This is not what the page asked the wallet to sign.");
        }

        var answer = await ledger.SendAsync(signedTransaction, cancellationToken);
        for (var looks = 0; looks < LooksMax && answer is not SendAnswer.Refused; looks++)
        {
            if (await HandleAsync(slug, cancellationToken) is PlanOutcome.Shown { View.IsPublished: true })
            {
                break;
            }

            await Task.Delay(LookTime, time, cancellationToken);
        }

        return answer;
    }

    /// <summary>The plan by which a payment of these terms may renew; null: none is published.</summary>
    internal async Task<RenewalPlan?> FindAsync(Payment payment, CancellationToken cancellationToken) => chain is null
        ? null
        : await work.ReadAsync(
            db => db.RenewalPlans.IgnoreQueryFilters().AsNoTracking().FirstOrDefaultAsync(
                row => row.MerchantId == payment.MerchantId && row.ProductId == payment.ProductId &&
                    row.OwnerWallet == payment.MerchantWallet && row.TokenMint == payment.TokenMint &&
                    row.AmountMinorUnits == payment.AmountMinorUnits && row.Puller == chain.Puller &&
                    row.PeriodHours == payment.BillingCount * Mandate.HoursPerDay && row.PublishedAt != null &&
                    row.ClosedAt == null,
                cancellationToken),
            cancellationToken);

    private static List<string> InWords(RenewalPlan plan, Money price) =>
    [
        $"Publishes a plan: {price} every {plan.PeriodHours / Mandate.HoursPerDay} days.",
        $"What is collected goes to {plan.OwnerWallet} and nowhere else.",
        $"May be collected by {plan.Puller}, the key of this server.",
        "It costs a deposit for the plan's account, in SOL, which you get back when you delete the plan.",
        "Nothing else: no transfer and no approval of yours.",
    ];

    private async Task<RenewalPlan> FindOrMakeAsync(Product product, CancellationToken cancellationToken)
    {
        var hours = product.BillingCount * Mandate.HoursPerDay;
        var number = NumberOf(product, hours);
        var account = chain!.PlanAccountOf(product.MerchantWallet, number);
        var known = await work.ReadAsync(
            db => db.RenewalPlans.IgnoreQueryFilters().AsNoTracking()
                .SingleOrDefaultAsync(row => row.PlanAccount == account, cancellationToken),
            cancellationToken);
        if (known is not null)
        {
            return known;
        }

        var plan = new RenewalPlan
        {
            Id = PlanId.New(time.Now()),
            MerchantId = product.MerchantId,
            ProductId = product.Id,
            Number = number,
            OwnerWallet = product.MerchantWallet,
            PlanAccount = account,
            TokenMint = product.TokenMint,
            TokenProgram = await chain.TokenProgramOfAsync(product.TokenMint, cancellationToken)
                ?? throw new ChainUnreadableException($"{product.TokenMint} is no mint on this network."),
            AmountMinorUnits = product.AmountMinorUnits!.Value,
            PeriodHours = hours,
            Puller = chain.Puller,
            CreatedAt = business.Now(),
        };
        await work.RunAsync(
            async db =>
            {
                if (!await db.RenewalPlans.IgnoreQueryFilters().AnyAsync(
                        row => row.PlanAccount == account, cancellationToken))
                {
                    db.RenewalPlans.Add(plan);
                }
            },
            cancellationToken);
        return plan;
    }

    private async Task NoteAsync(RenewalPlan plan, PlanSeen? seen, CancellationToken cancellationToken)
    {
        var publishedAt = seen is { IsActive: true } ? seen.CreatedAt : (long?)null;
        if (plan.PublishedAt == publishedAt)
        {
            return;
        }

        await work.RunAsync(
            async db =>
            {
                var row = await db.RenewalPlans.IgnoreQueryFilters()
                    .SingleAsync(known => known.PlanAccount == plan.PlanAccount, cancellationToken);
                row.PublishedAt = publishedAt;
            },
            cancellationToken);
    }

    private static bool Agree(RenewalPlan plan, PlanSeen seen) =>
        (seen.Owner, seen.AmountMinorUnits, seen.PeriodHours) ==
            (plan.OwnerWallet, plan.AmountMinorUnits, plan.PeriodHours) &&
        seen.Destinations.SequenceEqual([plan.OwnerWallet]) && seen.Pullers.Contains(plan.Puller);

    // The same terms have the same number, so that they are published once, from whatever node.
    private long NumberOf(Product product, int hours)
    {
        var terms = string.Create(
            CultureInfo.InvariantCulture,
            $"{product.Id}|{product.MerchantWallet}|{product.TokenMint}|{product.AmountMinorUnits}|{hours}|{chain!.Puller}");
        return BinaryPrimitives.ReadInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(terms))) & long.MaxValue;
    }
}
