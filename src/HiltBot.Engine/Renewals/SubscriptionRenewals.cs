using System.Globalization;
using System.Text;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.Solana.Keys;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Renewals;

/// <summary>Renewals by the subscriptions program: what the contract's section 10 says, over plans and permissions.</summary>
public sealed class SubscriptionRenewals(
    Work work, IRenewalChain chain, IPaymentChain ledger, PublishPlan plans, BeginAuthorization begin, Mandates mandates,
    EndAuthorization end, BusinessTime business) : IRenewalProgram
{
    public bool Collects => true;

    public async Task<RenewalOffer?> OfferAsync(
        Payment payment, string? payerWallet, CancellationToken cancellationToken)
    {
        if (await plans.FindAsync(payment, cancellationToken) is not { } plan)
        {
            return null;
        }

        if (payerWallet is null || !Address.TryParse(payerWallet, out _))
        {
            return new RenewalOffer(AccountsOf(plan, null), []);
        }

        var addresses = chain.AddressesOf(plan.PlanAccount, payerWallet, plan.TokenMint, plan.TokenProgram);
        var seen = (await chain.LookAsync([addresses], cancellationToken))[0];
        await begin.HandleAsync(payment, plan, payerWallet, addresses, cancellationToken);
        return new RenewalOffer(AccountsOf(plan, addresses), chain.SignUp(plan, payerWallet, seen));
    }

    public async Task<RenewalSetUp> SetUpAsync(
        Payment payment, RenewalProof proof, CancellationToken cancellationToken)
    {
        if (await plans.FindAsync(payment, cancellationToken) is not { } plan)
        {
            return new RenewalSetUp.Failed("The merchant has published no plan for these terms.");
        }

        if (payment.PayerWallet is not { } payer)
        {
            return new RenewalSetUp.Failed("Nobody said which wallet pays.");
        }

        var addresses = chain.AddressesOf(plan.PlanAccount, payer, plan.TokenMint, plan.TokenProgram);
        if (WhyNot(payment, payer, plan, addresses, proof, await TitleAsync(payment, cancellationToken)) is { } why)
        {
            return new RenewalSetUp.Failed(why);
        }

        var id = await begin.HandleAsync(payment, plan, payer, addresses, cancellationToken);
        await work.RunAsync(
            async db =>
            {
                var row = await db.RenewalAuthorizations.IgnoreQueryFilters()
                    .SingleAsync(known => known.Id == id, cancellationToken);
                row.SetupSignature ??= proof.SetupSignature;
                row.DueAt = business.Now();
            },
            cancellationToken);
        var seen = (await chain.LookAsync([addresses], cancellationToken))[0];
        return seen.Subscription is { ExpiresAt: null } subscription && subscription.Plan == plan.PlanAccount
            ? new RenewalSetUp.Active()
            : new RenewalSetUp.Pending();
    }

    public async Task<Authorization?> FindAsync(
        MerchantId merchantId, string authorizationId, CancellationToken cancellationToken) =>
        Id.TryParse<AuthorizationId>(authorizationId, out var id)
            ? await work.ReadAsync(
                async db => await AuthorizationRows.FindAsync(db, merchantId, id, cancellationToken) is { } row
                    ? await AuthorizationRows.ToldAsync(db, row, chain.ProgramId, cancellationToken)
                    : null,
                cancellationToken)
            : null;

    public async Task<CancelStep> IntendCancelAsync(
        Authorization authorization, string? reason, bool atPeriodEnd, CancellationToken cancellationToken)
    {
        var seen = await LookAsync(authorization, cancellationToken);
        var intended = await end.IntendAsync(IdOf(authorization), reason, atPeriodEnd, cancellationToken);
        if (intended is null)
        {
            return new CancelStep.EndedAlready();
        }

        var isLeft = seen.Subscription is { ExpiresAt: null };
        return new CancelStep.Taken(
            await TellAsync(authorization, cancellationToken),
            isLeft ? [await CancelOfAsync(authorization, cancellationToken)] : [], intended.AccessUntil, null);
    }

    public async Task<CancelStep> ConfirmCancelAsync(
        Authorization authorization, CancelProof proof, CancellationToken cancellationToken)
    {
        if (authorization.IsOver)
        {
            return authorization.CancellationSignature == proof.Signature
                ? new CancelStep.Taken(authorization, [], authorization.PaidThroughAt, authorization.CancelledAt)
                : new CancelStep.EndedAlready();
        }

        DateTimeOffset? checkedAt = null;
        if (proof.MustVerify)
        {
            if (await WhyNotShownAsync(authorization, proof, cancellationToken) is { } why)
            {
                return new CancelStep.NotShown(why);
            }

            checkedAt = business.Now();
        }

        var ended = await end.HandleAsync(
            IdOf(authorization),
            proof.IsImmediate ? AuthorizationStatus.Revoked : AuthorizationStatus.Cancelled, proof.Signature,
            proof.Reason, cancellationToken);
        return new CancelStep.Taken(
            await TellAsync(authorization, cancellationToken), [], ended?.AccessUntil, checkedAt);
    }

    private async Task<string?> WhyNotShownAsync(
        Authorization authorization, CancelProof proof, CancellationToken cancellationToken)
    {
        var transaction = Signature.TryParse(proof.Signature, out _)
            ? (await ledger.ReadAsync([proof.Signature!], cancellationToken))[0]
            : null;
        var seen = await LookAsync(authorization, cancellationToken);
        return (transaction, seen.Subscription) switch
        {
            (null, _) => "The ledger does not show this transaction as final yet.",
            ({ HasFailed: true }, _) => "That transaction failed.",
            var (one, _) when !one!.Signers.Contains(authorization.PayerWallet) =>
                "That transaction was not signed by the payer's wallet.",
            (_, { ExpiresAt: null }) => "The subscription is still running on the ledger.",
            _ => null,
        };
    }

    private string? WhyNot(
        Payment payment, string payer, RenewalPlan plan, RenewalAddresses addresses, RenewalProof proof, string title)
    {
        var mandate = mandates.Of(payment, title, collects: true);
        return proof switch
        {
            { MessageSignatureBase64: { } text } when !IsSigned(payer, mandate.Message, text) =>
                "The mandate's signature is not one of the wallet that pays.",
            { PlanPda: { } account } when account != plan.PlanAccount => "That is another plan than this product's.",
            { SubscriptionPda: { } account } when account != addresses.Subscription =>
                "That is not the subscription of this wallet to this plan.",
            { AuthorityPda: { } account } when account != addresses.Authority =>
                "That is not the authority of this wallet for this token.",
            { PayerTokenAccount: { } account } when account != addresses.PayerTokenAccount =>
                "That is not the token account of this wallet.",
            _ => null,
        };
    }

    private static bool IsSigned(string wallet, string message, string signatureBase64)
    {
        var signature = new byte[Signature.Length];
        return Convert.TryFromBase64String(signatureBase64, signature, out var length) && length == Signature.Length &&
            Signatures.Verify(Address.Parse(wallet).ToArray(), Encoding.UTF8.GetBytes(message), signature);
    }

    private Task<string> TitleAsync(Payment payment, CancellationToken cancellationToken) => work.ReadAsync(
        db => db.Products.IgnoreQueryFilters().Where(row => row.Id == payment.ProductId).Select(row => row.Title)
            .SingleAsync(cancellationToken),
        cancellationToken);

    private async Task<RenewalSighting> LookAsync(Authorization authorization, CancellationToken cancellationToken)
    {
        var accounts = authorization.Accounts;
        var addresses = new RenewalAddresses(
            accounts.SubscriptionPda!, accounts.PlanPda!, accounts.AuthorityPda!, accounts.PayerTokenAccount!);
        return (await chain.LookAsync([addresses], cancellationToken))[0];
    }

    private Task<WalletInstruction> CancelOfAsync(Authorization authorization, CancellationToken cancellationToken) =>
        work.ReadAsync(
            async db => chain.Cancel(
                await AuthorizationRows.PlanOfAsync(db, IdOf(authorization), cancellationToken), authorization.PayerWallet),
            cancellationToken);

    private async Task<Authorization> TellAsync(Authorization authorization, CancellationToken cancellationToken) =>
        (await FindAsync(authorization.MerchantId, authorization.Id, cancellationToken))!;

    private static AuthorizationId IdOf(Authorization authorization) =>
        Id.TryParse<AuthorizationId>(authorization.Id, out var id)
            ? id
            : throw new InvalidOperationException("The authorization is not from here.");

    private RenewalAccounts AccountsOf(RenewalPlan plan, RenewalAddresses? addresses) => new(
        chain.ProgramId, addresses?.PayerTokenAccount, addresses?.Authority, addresses?.Subscription, plan.PlanAccount,
        plan.Number.ToString(CultureInfo.InvariantCulture), plan.OwnerWallet);
}
