using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using HiltBot.Engine.Buyers;
using HiltBot.Engine.Handoffs;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Products;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.Solana.Keys;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace HiltBot.Engine.Checkouts;

/// <summary>
/// Opens a payment session (road, step 3): decides whether this is sold to this buyer, freezes amounts,
/// wallets and terms, holds a place under a sales cap, and has the receiving account read often. Every call
/// makes a new payment (contract 4.3), a form that is sent twice only one. It asks nothing of the ledger.
/// </summary>
public sealed class OpenCheckout(
    Work work, HandoffTokens tokens, Watches watches, IOptions<CheckoutOptions> options,
    IOptions<SolanaOptions> solana, BusinessTime businessTime)
{
    private const int NonceBytes = 16;

    public Task<CheckoutOutcome> HandleAsync(CheckoutRequest request, CancellationToken cancellationToken) =>
        work.RunAsync(db => OpenAsync(db, request, cancellationToken), cancellationToken);

    private async Task<CheckoutOutcome> OpenAsync(
        HiltDb db, CheckoutRequest request, CancellationToken cancellationToken)
    {
        var product = await db.Products.AsNoTracking()
            .SingleOrDefaultAsync(row => row.Slug == request.Slug, cancellationToken);
        if (product is null)
        {
            return new CheckoutOutcome.UnknownProduct();
        }

        // Not what keeps it to one: of two that come at the same moment, the second loses against the unique
        // nonce, runs again, and is answered here.
        var nonce = NonceOf(request);
        if (request.FormKey is not null && await db.Payments.AsNoTracking().SingleOrDefaultAsync(
                row => row.Nonce == nonce && row.ProductId == product.Id, cancellationToken) is { } opened)
        {
            return new CheckoutOutcome.Opened(opened);
        }

        var now = businessTime.Now();
        var proof = request.IdentitySessionId is { } session
            ? await IdentityUse.FindAsync(db, session, product.Id, request.PayerWallet, now, cancellationToken)
            : null;
        var person = CheckoutPerson.Decide(request, product, tokens, proof, now);
        if (person.Refusal is { } refusal)
        {
            return refusal;
        }

        var amount = CheckoutAmount.Decide(product, request.AmountMinorUnits, solana.Value.DustMinorUnits);
        if (amount.Refusal is { } wrongAmount)
        {
            return wrongAmount;
        }

        var merchant = await db.Merchants.AsNoTracking()
            .SingleAsync(row => row.Id == product.MerchantId, cancellationToken);
        var termsText = Terms.Of(product, merchant);
        if (request.AcceptedTermsHash is { } accepted && accepted != Terms.HashOf(termsText))
        {
            return new CheckoutOutcome.TermsChanged(termsText);
        }

        var buyer = await BuyerAsync(db, product, person, cancellationToken);
        var membership = await SaleLook.MembershipAsync(
            db, product, buyer?.Id, person.Type, person.Value, cancellationToken);
        var facts = await SaleLook.FactsAsync(db, product, buyer, membership, cancellationToken);
        if (SaleRules.Refusal(facts) is { } why &&
            !(request.EndsWithConfirm && why == SaleRefusal.NeedsAutomaticSetup))
        {
            return new CheckoutOutcome.NotForSale(why);
        }

        // The look above may be old by now; of many at the same moment, this statement lets as many pass as
        // there are.
        if (!await Places.TakeAsync(db, product.Id, cancellationToken))
        {
            return new CheckoutOutcome.NotForSale(SaleRefusal.SoldOut);
        }

        // From here on no edit passes before us; one that came in between is taken in by running again.
        var version = await db.Products.Where(row => row.Id == product.Id).Select(row => row.Version)
            .SingleAsync(cancellationToken);
        if (version != product.Version)
        {
            throw new DbUpdateConcurrencyException("The product was just changed.");
        }

        var payment = NewPayment(product, person, amount.MinorUnits, buyer?.Id, request, nonce, now);
        await SaveAsync(db, product, payment, cancellationToken);
        return new CheckoutOutcome.Opened(payment);
    }

    // Everything that the form said goes in, so that a key copied into another form names nobody else's
    // session.
    private static string NonceOf(CheckoutRequest request) => Base64Url.EncodeToString(request.FormKey is null
        ? RandomNumberGenerator.GetBytes(NonceBytes)
        : SHA256.HashData(Encoding.UTF8.GetBytes(string.Join(
            '\n', "form", request.Slug, request.HandoffToken, request.AmountMinorUnits,
            request.AcceptedTermsHash,
            request.FormKey))).AsSpan(0, NonceBytes));

    // A buyer whose account was connected to another since the link was made is found by the account.
    private static async Task<Buyer?> BuyerAsync(
        HiltDb db, Product product, CheckoutPerson person, CancellationToken cancellationToken)
    {
        var known = person.Claim?.BuyerId is { } buyerId
            ? await db.Buyers.AsNoTracking().SingleOrDefaultAsync(
                row => row.Id == buyerId && row.MerchantId == product.MerchantId, cancellationToken)
            : null;
        return known is null && person is { Type: { } type, Value: { } value }
            ? await BuyerDirectory.FindByIdentityAsync(
                db, product.MerchantId, type, value, person.Claim?.AskedOn, cancellationToken)
            : known;
    }

    private async Task SaveAsync(HiltDb db, Product product, Payment payment, CancellationToken cancellationToken)
    {
        db.Payments.Add(payment);
        db.Remember(
            payment.MerchantId, Subject.Payment, payment.Id.Value, "opened",
            payment.BuyerId is { } buyerId ? Actor.Buyer(buyerId.ToString()) : Actor.System, payment.CreatedAt,
            new { payment.AmountMinorUnits, payment.AssetSymbol, payment.ExpiresAt }, payment.Id);
        await db.SaveChangesAsync(cancellationToken);
        await watches.AddAsync(db, product, cancellationToken, isProven: true);
    }

    private Payment NewPayment(
        Product product, CheckoutPerson person, long amount, BuyerId? buyerId, CheckoutRequest request,
        string nonce, DateTimeOffset now)
    {
        var split = FeeSplit.Of(amount, solana.Value.FeeWallet is null ? 0 : product.FeeBasisPoints);
        var expiresAt = now + TimeSpan.FromMinutes(options.Value.SessionMinutes);
        return new Payment
        {
            Id = PaymentId.New(now),
            MerchantId = product.MerchantId,
            ProductId = product.Id,
            Origin = PaymentOrigin.Checkout,
            Status = PaymentStatus.PendingSignature,
            Nonce = nonce,
            Reference = Base58.Encode(RandomNumberGenerator.GetBytes(Address.Length)),
            AmountMinorUnits = split.TotalMinorUnits,
            MerchantAmountMinorUnits = split.MerchantMinorUnits,
            FeeMinorUnits = split.FeeMinorUnits,
            TokenMint = product.TokenMint,
            AssetSymbol = product.AssetSymbol,
            AssetDecimals = product.AssetDecimals,
            MerchantWallet = product.MerchantWallet,
            ReceivingAccount = product.ReceivingAccount,
            FeeWallet = split.FeeMinorUnits > 0 ? solana.Value.FeeWallet! : product.MerchantWallet,
            IdentityType = person.Type,
            IdentityValue = person.Value,
            IdentityDisplay = person.Display,
            IdentityFrom = person.From,
            AskedOn = person.Claim?.AskedOn,
            BuyerId = buyerId,
            ReturnUrl = person.Claim?.ReturnUrl,
            TermsHash = request.AcceptedTermsHash,
            TermsAcceptedAt = request.AcceptedTermsHash is null ? null : now,
            BillingUnit = product.BillingUnit,
            BillingCount = product.BillingCount,
            BillingTimeZone = product.BillingTimeZone,
            BillingEndTime = product.BillingEndTime,
            GracePeriodDays = product.GracePeriodDays,
            ReminderOffsetsDays = product.ReminderOffsetsDays,
            PayerWallet = request.PayerWallet ?? person.Wallet,
            CreatedAt = now,
            ExpiresAt = expiresAt,
            DueAt = expiresAt + Allocation.LateTime,
        };
    }
}
