using HiltBot.Engine.Buyers;
using HiltBot.Engine.Memberships;
using HiltBot.Engine.Payments.Refunds;
using HiltBot.Engine.Products;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Payments;

/// <summary>What the merchant decides about money that counts for nothing yet.</summary>
public abstract record SettleChoice
{
    private SettleChoice()
    {
    }

    /// <summary>For the session whose marks it carried, on that session's terms.</summary>
    public sealed record ForItsSession : SettleChoice;

    /// <summary>For this buyer at this product, on the product's terms of now.</summary>
    public sealed record ForMember(ProductId ProductId, BuyerId BuyerId) : SettleChoice;

    /// <summary>For whoever this names at the product, known or not, on the product's terms of now.</summary>
    public sealed record ForIdentity(ProductId ProductId, IdentityType Type, string Value, string? Display)
        : SettleChoice;

    /// <summary>For nothing: other income, which is listed in sums only.</summary>
    public sealed record AsOther : SettleChoice;
}

public abstract record SettleOutcome
{
    private SettleOutcome()
    {
    }

    public sealed record Settled(PaymentId PaymentId) : SettleOutcome;

    /// <summary>It is other income now.</summary>
    public sealed record SetAside : SettleOutcome;

    /// <summary>Unknown, or the money of somebody else's account.</summary>
    public sealed record UnknownTransfer : SettleOutcome;

    /// <summary>It counts for a payment already.</summary>
    public sealed record AlreadyCounted(PaymentId PaymentId) : SettleOutcome;

    /// <summary>It goes back, or went: withdraw the refund first.</summary>
    public sealed record BeingReturned : SettleOutcome;

    /// <summary>No money stands behind it: a failed transaction, or one to another owner's account.</summary>
    public sealed record NothingToSettle : SettleOutcome;

    /// <summary>It carries no marks of one of this merchant's sessions: name product and buyer.</summary>
    public sealed record NoSession : SettleOutcome;

    public sealed record UnknownProduct : SettleOutcome;

    public sealed record UnknownBuyer : SettleOutcome;

    /// <summary>The product is sold in another asset.</summary>
    public sealed record OtherAsset : SettleOutcome;

    /// <summary>The product's sales cap is reached: raise it, or send the money back.</summary>
    public sealed record SoldOut : SettleOutcome;
}

/// <summary>
/// A merchant settles late or unmatched money into a new payment, which is CONFIRMED at once: the money is
/// there, final, in the merchant's own account (design section 4, Settlement).
/// </summary>
public sealed class SettleUnmatched(Work work, SettleLate settle, BusinessTime business, TimeProvider time)
{
    public Task<SettleOutcome> HandleAsync(
        MerchantId merchantId, TransferId transferId, SettleChoice choice, Actor actor,
        CancellationToken cancellationToken) =>
        work.RunAsync(
            db => SettleAsync(db, merchantId, transferId, choice, actor, cancellationToken), cancellationToken);

    private async Task<SettleOutcome> SettleAsync(
        HiltDb db, MerchantId merchantId, TransferId transferId, SettleChoice choice, Actor actor,
        CancellationToken cancellationToken)
    {
        // The first statement takes the transfer for this transaction: two decisions at once are one after
        // the other.
        await db.Database.ExecuteSqlAsync(
            $"update transfers set allocated_at = allocated_at where id = {transferId.Value}", cancellationToken);
        var transfer = await db.Transfers.SingleOrDefaultAsync(row => row.Id == transferId, cancellationToken);
        if (transfer is null || !await OwnTransfers.IsOwnAsync(db, merchantId, transfer, cancellationToken))
        {
            return new SettleOutcome.UnknownTransfer();
        }

        if (transfer.PaymentId is { } counted)
        {
            return new SettleOutcome.AlreadyCounted(counted);
        }

        if (transfer.AmountMinorUnits <= 0 || transfer.Verdict is Verdict.WrongRecipient or Verdict.TransactionFailed)
        {
            return new SettleOutcome.NothingToSettle();
        }

        if (await db.Refunds.AnyAsync(
                row => row.TransferId == transferId && row.State != RefundState.Withdrawn, cancellationToken))
        {
            return new SettleOutcome.BeingReturned();
        }

        return choice switch
        {
            SettleChoice.ForMember member => await ForMemberAsync(
                db, merchantId, transfer, member, actor, cancellationToken),
            SettleChoice.ForIdentity identity => await ForIdentityAsync(
                db, merchantId, transfer, identity, actor, cancellationToken),
            SettleChoice.AsOther => SetAside(db, merchantId, transfer, actor),
            _ => await ForSessionAsync(db, merchantId, transfer, actor, cancellationToken),
        };
    }

    private async Task<SettleOutcome> ForSessionAsync(
        HiltDb db, MerchantId merchantId, Transfer transfer, Actor actor, CancellationToken cancellationToken)
    {
        var session = await db.Payments.AsNoTracking().SingleOrDefaultAsync(
            row => row.Id == transfer.ConcernsPaymentId && row.MerchantId == merchantId, cancellationToken);
        if (session is null)
        {
            return new SettleOutcome.NoSession();
        }

        return session.TokenMint != transfer.TokenMint
            ? new SettleOutcome.OtherAsset()
            : await IntoAsync(
                db, transfer, SettledPayment.From(session, transfer, business.Now(), time.Now()), actor,
                cancellationToken);
    }

    private async Task<SettleOutcome> ForMemberAsync(
        HiltDb db, MerchantId merchantId, Transfer transfer, SettleChoice.ForMember choice, Actor actor,
        CancellationToken cancellationToken)
    {
        var product = await db.Products.AsNoTracking().SingleOrDefaultAsync(
            row => row.Id == choice.ProductId && row.MerchantId == merchantId, cancellationToken);
        if (product is null)
        {
            return new SettleOutcome.UnknownProduct();
        }

        if (product.TokenMint != transfer.TokenMint)
        {
            return new SettleOutcome.OtherAsset();
        }

        return await MemberAsync(db, product, choice.BuyerId, transfer, cancellationToken) is { } member
            ? await IntoAsync(
                db, transfer, SettledPayment.From(product, member, transfer, business.Now(), time.Now()), actor,
                cancellationToken)
            : new SettleOutcome.UnknownBuyer();
    }

    private async Task<SettleOutcome> ForIdentityAsync(
        HiltDb db, MerchantId merchantId, Transfer transfer, SettleChoice.ForIdentity choice, Actor actor,
        CancellationToken cancellationToken)
    {
        var product = await db.Products.AsNoTracking().SingleOrDefaultAsync(
            row => row.Id == choice.ProductId && row.MerchantId == merchantId, cancellationToken);
        if (product is null)
        {
            return new SettleOutcome.UnknownProduct();
        }

        if (product.TokenMint != transfer.TokenMint)
        {
            return new SettleOutcome.OtherAsset();
        }

        var present = await NewMembership.IdOfAsync(db, product, choice.Type, choice.Value, cancellationToken);
        if (present is null && choice.Type == IdentityType.Wallet && choice.Value != transfer.PayerWallet)
        {
            // A wallet becomes a member by paying; nobody is made one by another's word.
            return new SettleOutcome.UnknownBuyer();
        }

        var buyer = await BuyerDirectory.FindByIdentityAsync(
            db, merchantId, choice.Type, choice.Value, null, cancellationToken);
        var member = new SettledFor(
            buyer?.Id, choice.Type, choice.Value, choice.Display, Identities.PlatformOf(choice.Type, null))
        {
            MembershipId = present,
        };
        return await IntoAsync(
            db, transfer, SettledPayment.From(product, member, transfer, business.Now(), time.Now()), actor,
            cancellationToken);
    }

    private SettleOutcome.SetAside SetAside(HiltDb db, MerchantId merchantId, Transfer transfer, Actor actor)
    {
        db.Remember(
            merchantId, Subject.Transfer, transfer.Id.Value, "set_aside", actor, business.Now(),
            new { signature = transfer.Signature, was = EnumText.Of(transfer.Verdict) });
        transfer.Verdict = Verdict.OtherIncome;
        return new SettleOutcome.SetAside();
    }

    private async Task<SettleOutcome> IntoAsync(
        HiltDb db, Transfer transfer, Payment payment, Actor actor, CancellationToken cancellationToken)
    {
        if (!await Places.TakeAsync(db, payment.ProductId, cancellationToken))
        {
            return new SettleOutcome.SoldOut();
        }

        var now = business.Now();
        db.Remember(
            payment.MerchantId, Subject.Payment, payment.Id.Value, "settled", actor, now,
            new { signature = transfer.Signature, was = EnumText.Of(transfer.Verdict) }, payment.Id);
        await settle.IntoAsync(db, transfer, payment, now, cancellationToken);
        return new SettleOutcome.Settled(payment.Id);
    }

    // Who the membership is for: as the buyer stands in the books already, else the account that the product
    // asks for.
    private static async Task<SettledFor?> MemberAsync(
        HiltDb db, Product product, BuyerId buyerId, Transfer transfer, CancellationToken cancellationToken)
    {
        var buyer = await db.Buyers.SingleOrDefaultAsync(
            row => row.Id == buyerId && row.MerchantId == product.MerchantId, cancellationToken);
        if (buyer is null)
        {
            return null;
        }

        var membership = await db.Memberships
            .Where(row => row.BuyerId == buyerId && row.ProductId == product.Id)
            .OrderByDescending(row => row.CreatedAt).FirstOrDefaultAsync(cancellationToken);
        if (membership is not null)
        {
            return new SettledFor(
                buyerId, membership.IdentityType, membership.IdentityValue, membership.IdentityDisplay,
                membership.Platform)
            {
                // Where the wallet is the identity, another one may have paid for it.
                MembershipId = product.AllowMultipleActive ? null : membership.Id,
            };
        }

        var accounts = await db.BuyerAccounts.Where(row => row.BuyerId == buyerId)
            .OrderBy(row => row.ConnectedAt).ToListAsync(cancellationToken);
        var account = accounts.Find(row => Identities.TypeOn(row.Platform) == product.IdentityType) ??
            accounts.FirstOrDefault();
        return product.IdentityType == IdentityType.Wallet || account is null
            ? new SettledFor(buyerId, IdentityType.Wallet, transfer.PayerWallet, buyer.Display, account?.Platform)
            : new SettledFor(
                buyerId, Identities.TypeOn(account.Platform), account.AccountId, account.Display, account.Platform);
    }
}
