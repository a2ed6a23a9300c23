using HiltBot.Engine.Buyers;
using HiltBot.Engine.Products;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Memberships;

/// <summary>
/// Gives days without charging (contract section 5): extends a membership, revives one that has ended, or
/// makes one for a person who is no member yet.
/// </summary>
public sealed class GiftMembership(Work work, BusinessTime businessTime, TimeProvider time, Network network)
{
    private const int DaysMax = 3660;

    public Task<MembershipOutcome> HandleAsync(GiftRequest request, CancellationToken cancellationToken) =>
        request.Days is < 1 or > DaysMax
            ? Task.FromResult<MembershipOutcome>(new MembershipOutcome.Refused($"Give 1 to {DaysMax} days."))
            : work.RunAsync(db => InAsync(db, request, cancellationToken), cancellationToken);

    private async Task<MembershipOutcome> InAsync(
        HiltDb db, GiftRequest request, CancellationToken cancellationToken)
    {
        var now = businessTime.Now();
        var realNow = time.Now();
        var productId = request.To?.ProductId ?? await db.Memberships
            .Where(row => row.Id == request.Membership && row.MerchantId == request.MerchantId)
            .Select(row => (ProductId?)row.ProductId).SingleOrDefaultAsync(cancellationToken);
        var product = await db.Products.AsNoTracking()
            .SingleOrDefaultAsync(
                row => row.Id == productId && row.MerchantId == request.MerchantId, cancellationToken);
        if (product is null)
        {
            return new MembershipOutcome.Unknown();
        }

        var (membership, isNew) = request.To is { } to
            ? await FindAsync(db, product, to, now, realNow, cancellationToken)
            : (await NewMembership.TakeAsync(db, request.Membership!.Value, cancellationToken), false);
        var billing =
            new Billing(BillingUnit.Day, request.Days, product.BillingTimeZone, product.BillingEndTime);
        var terms = new PaidTerms(billing, product.GracePeriodDays, product.ReminderOffsetsDays);
        return await MembershipOrder.CarryOutAsync(
            db, membership, isNew, new MembershipFact.Gifted(terms),
            new Occasion(request.Actor, now, realNow, network.IsLive) { Note = Given(request.Note) }, null,
            product.TokenMint, cancellationToken);
    }

    private static string? Given(string note) => note.Length == 0 ? null : note;

    // Somebody who is a member under any identity is extended there, also where several are allowed.
    private static async Task<(Membership Membership, bool IsNew)> FindAsync(
        HiltDb db, Product product, GiftTo to, DateTimeOffset now, DateTimeOffset realNow,
        CancellationToken cancellationToken)
    {
        var buyerId = (await BuyerDirectory.FindOrMakeAsync(
            db, product.MerchantId, to.Platform, to.AccountId, to.Display, now, isFromPlatform: false,
            cancellationToken)).Id;
        var present = await db.Memberships.AsNoTracking()
            .Where(row => row.MerchantId == product.MerchantId && row.BuyerId == buyerId && row.ProductId == product.Id)
            .OrderByDescending(row => row.CurrentPeriodEndAt == null)
            .ThenByDescending(row => row.CurrentPeriodEndAt)
            .Select(row => (MembershipId?)row.Id).FirstOrDefaultAsync(cancellationToken);
        if (present is { } id)
        {
            return (await NewMembership.TakeAsync(db, id, cancellationToken), false);
        }

        var type = to.Platform switch
        {
            Platform.Discord => IdentityType.DiscordUserId,
            Platform.Telegram => IdentityType.TelegramUserId,
            _ => product.IdentityType == IdentityType.Wallet ? IdentityType.Custom : product.IdentityType,
        };
        var member = new Member(buyerId, type, to.AccountId, to.Display, to.Platform);
        return await NewMembership.FindOrMakeAsync(db, product, member, now, realNow, cancellationToken);
    }
}
