using HiltBot.Engine.Merchants;
using HiltBot.Engine.Notices;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Products;

/// <summary>
/// A product sells into another wallet from now on. Open sessions stay as they are: their account is frozen
/// on them, and it is read for 90 more days (design section 4, Who may do what).
/// </summary>
internal static class PayoutMove
{
    public enum Result
    {
        Same,
        Moved,
        UsedByAnother,
    }

    public static async Task<Result> MoveAsync(
        HiltDb db, Watches watches, Product product, string wallet, ReceivingPlace place,
        CancellationToken cancellationToken)
    {
        if (product.MerchantWallet == wallet && product.ReceivingAccount == place.Account)
        {
            return Result.Same;
        }

        var (oldWallet, oldAccount) = (product.MerchantWallet, product.ReceivingAccount);
        product.MerchantWallet = wallet;
        product.ReceivingAccount = place.Account;
        if (await watches.MoveAsync(db, product, oldAccount, cancellationToken) is WatchOutcome.WatchedByAnother)
        {
            (product.MerchantWallet, product.ReceivingAccount) = (oldWallet, oldAccount);
            return Result.UsedByAnother;
        }

        return Result.Moved;
    }

    /// <param name="key">Tells this change from others.</param>
    /// <param name="what">What is paid into it: a product, or everything.</param>
    public static async Task TellAsync(
        HiltDb db, MerchantId merchantId, string key, string what, string wallet, Actor actor, DateTimeOffset now,
        DateTimeOffset realNow, CancellationToken cancellationToken)
    {
        var name = await db.Merchants.Where(row => row.Id == merchantId).Select(row => row.Name)
            .SingleAsync(cancellationToken);
        var who = Id.TryParse<StaffId>(actor.Id, out var staffId)
            ? await db.Staff.Where(row => row.Id == staffId).Select(row => row.Display)
                .SingleOrDefaultAsync(cancellationToken)
            : null;
        await Alerts.TellAllAsync(
            db, merchantId, $"wallet.changed:{key}", NoticeKind.WalletChanged,
            new NoticeFacts
            {
                MerchantName = name,
                ProductTitle = what,
                Text = WalletText.InGroups(wallet),
                MemberDisplay = who,
            },
            except: null, now, realNow, cancellationToken);
    }
}
