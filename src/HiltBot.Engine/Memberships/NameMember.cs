using HiltBot.Engine.Buyers;
using HiltBot.Engine.Checkouts;
using HiltBot.Engine.Merchants;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Products;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Memberships;

/// <summary>
/// Names the member of a payment that was settled for its wallet, because nobody had said whom it is for: the wallet
/// that paid has signed it now. Works inside the caller's transaction.
/// </summary>
public sealed class NameMember(AddAccount add)
{
    /// <param name="person">Signed by its wallet, with a value.</param>
    /// <param name="now">Business time.</param>
    public async Task<NamingOutcome> InAsync(
        HiltDb db, Payment payment, Product product, IdentityNamed person, DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        if (person.Wallet != payment.PayerWallet)
        {
            return new NamingOutcome.NotProven(new IdentityUse.ForOtherWallet());
        }

        var (type, value) = (person.Type, person.Value!);
        if (payment.MembershipId is { } membershipId)
        {
            var membership = await NewMembership.TakeAsync(db, membershipId, cancellationToken);
            if (await NewMembership.IdOfAsync(db, product, type, value, cancellationToken) is { } present &&
                present != membershipId)
            {
                return new NamingOutcome.BelongsToAnother();
            }

            if (await ConnectAsync(db, membership, person, cancellationToken) is { } obstacle)
            {
                return obstacle;
            }

            membership.IdentityType = type;
            membership.IdentityValue = value;
            membership.IdentityDisplay = person.Display ?? membership.IdentityDisplay;
            membership.Platform = Identities.PlatformOf(type, null) ?? membership.Platform;
            db.Remember(
                payment.MerchantId, Subject.Membership, membershipId.Value, "member_named",
                Actor.Buyer(membership.BuyerId.ToString()), now,
                new { identity_type = EnumText.Of(type), from = EnumText.Of(person.From) }, payment.Id);
        }

        payment.IdentityType = type;
        payment.IdentityValue = value;
        payment.IdentityDisplay = person.Display;
        payment.IdentityFrom = person.From;
        return new NamingOutcome.Fine();
    }

    private async Task<NamingOutcome?> ConnectAsync(
        HiltDb db, Membership membership, IdentityNamed person, CancellationToken cancellationToken)
    {
        if (Identities.PlatformOf(person.Type, null) is not { } platform)
        {
            return null;
        }

        var buyer = await db.Buyers.SingleAsync(row => row.Id == membership.BuyerId, cancellationToken);
        var account = new StaffAccount(platform, person.Value!, person.Display ?? person.Value!);
        if (await AddAccount.ObstacleAsync(db, buyer, account, cancellationToken) is not null)
        {
            return new NamingOutcome.BelongsToAnother();
        }

        await add.InAsync(db, buyer, account, cancellationToken);
        return null;
    }
}
