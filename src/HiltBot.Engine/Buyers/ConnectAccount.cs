using HiltBot.Engine.Merchants;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Buyers;

public abstract record ConnectOutcome
{
    private ConnectOutcome()
    {
    }

    /// <summary>The account is the buyer's now, and their seats there are on the way.</summary>
    public sealed record Connected(MerchantId MerchantId, BuyerId BuyerId) : ConnectOutcome;

    /// <summary>It was theirs before.</summary>
    public sealed record ConnectedAlready(MerchantId MerchantId, BuyerId BuyerId) : ConnectOutcome;

    /// <summary>The account has memberships or payments of its own and stays where it is.</summary>
    public sealed record BelongsToAnother : ConnectOutcome;

    /// <summary>The buyer has another account on this platform already.</summary>
    public sealed record HasAnotherAccount(string Display) : ConnectOutcome;

    public sealed record CodeRefused(CodeUse Why) : ConnectOutcome;
}

/// <summary>
/// Adds an account of another platform to a buyer by a one-time code of 15 minutes, pressed in the other app
/// (design section 4, Targets; <see cref="AddAccount"/>). A refusal leaves the code good.
/// </summary>
public sealed class ConnectAccount(Work work, OneTimeCodes codes, AddAccount add)
{
    public static readonly TimeSpan CodeLifetime = TimeSpan.FromMinutes(15);

    /// <summary>The code for the deep link; joins the caller's transaction.</summary>
    public Task<string> IssueAsync(BuyerId buyerId, CancellationToken cancellationToken) => work.RunAsync(
        async db =>
        {
            var buyer = await db.Buyers.SingleAsync(row => row.Id == buyerId, cancellationToken);
            return await codes.IssueAsync(
                db, CodePurpose.ConnectAccount, buyer.MerchantId, buyerId, CodeLifetime, cancellationToken);
        },
        cancellationToken);

    public Task<ConnectOutcome> HandleAsync(
        string code, Platform platform, string accountId, string display, CancellationToken cancellationToken) =>
        work.RunAsync(
            db => ConnectAsync(db, code, new StaffAccount(platform, accountId, display), cancellationToken),
            cancellationToken);

    private async Task<ConnectOutcome> ConnectAsync(
        HiltDb db, string code, StaffAccount person, CancellationToken cancellationToken)
    {
        var look = await codes.LookAsync(db, code, CodePurpose.ConnectAccount, cancellationToken);
        if (look is not CodeUse.Used { BuyerId: { } buyerId })
        {
            return new ConnectOutcome.CodeRefused(look);
        }

        var buyer = await db.Buyers.SingleOrDefaultAsync(row => row.Id == buyerId, cancellationToken);
        if (buyer is null)
        {
            return new ConnectOutcome.CodeRefused(new CodeUse.Unknown());
        }

        if (await AddAccount.ObstacleAsync(db, buyer, person, cancellationToken) is { } obstacle)
        {
            return obstacle;
        }

        var use = await codes.UseAsync(db, code, CodePurpose.ConnectAccount, cancellationToken);
        return use is CodeUse.Used
            ? await add.InAsync(db, buyer, person, cancellationToken)
            : new ConnectOutcome.CodeRefused(use);
    }
}
