using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Merchants;

public abstract record StaffOutcome
{
    private StaffOutcome()
    {
    }

    public sealed record Set(StaffMember Member) : StaffOutcome;

    public sealed record Removed : StaffOutcome;

    public sealed record UnknownMember : StaffOutcome;

    public sealed record NotAllowed(string Why) : StaffOutcome;

    /// <summary>A workspace keeps at least one owner.</summary>
    public sealed record LastOwner : StaffOutcome;
}

/// <summary>
/// Gives somebody a role at a workspace, changes it, or (with no role) takes it away. Owners only.
/// </summary>
public sealed class SetStaff(Work work, BusinessTime businessTime)
{
    public Task<StaffOutcome> HandleAsync(
        MerchantId merchantId, StaffAccount person, StaffRole? role, Actor actor, CancellationToken cancellationToken) =>
        work.RunAsync(db => SetAsync(db, merchantId, person, role, actor, cancellationToken), cancellationToken);

    private async Task<StaffOutcome> SetAsync(
        HiltDb db, MerchantId merchantId, StaffAccount person, StaffRole? role, Actor actor,
        CancellationToken cancellationToken)
    {
        if (!await StaffRights.MayAsync(db, merchantId, actor, StaffAction.ManageStaff, cancellationToken))
        {
            return new StaffOutcome.NotAllowed(StaffRights.Refusal(StaffAction.ManageStaff));
        }

        // Two owners who unmake each other at the same moment meet on this row, and one of them runs again.
        var merchant = await db.Merchants.SingleAsync(row => row.Id == merchantId, cancellationToken);
        db.Entry(merchant).Property(row => row.Name).IsModified = true;
        var member = await StaffDirectory.FindAsync(
            db, merchantId, person.Platform, person.AccountId, cancellationToken);
        if (member is null && role is null)
        {
            return new StaffOutcome.UnknownMember();
        }

        if (member is { Role: StaffRole.Owner } && role != StaffRole.Owner && !await db.Staff.AnyAsync(
                row => row.MerchantId == merchantId && row.Role == StaffRole.Owner && row.Id != member.Id,
                cancellationToken))
        {
            return new StaffOutcome.LastOwner();
        }

        return Apply(db, merchantId, person, member, role, actor);
    }

    private StaffOutcome Apply(
        HiltDb db, MerchantId merchantId, StaffAccount person, StaffMember? member, StaffRole? role, Actor actor)
    {
        var now = businessTime.Now();
        db.Remember(
            merchantId, Subject.Merchant, merchantId.Value, role is null ? "staff_removed" : "staff_set", actor, now,
            new
            {
                Platform = EnumText.Of(person.Platform),
                person.AccountId,
                Role = role is { } given ? EnumText.Of(given) : null,
            });
        if (role is not { } wanted)
        {
            db.Staff.Remove(member!);
            return new StaffOutcome.Removed();
        }

        if (member is null)
        {
            member = new StaffMember
            {
                Id = StaffId.New(now),
                MerchantId = merchantId,
                Platform = person.Platform,
                AccountId = person.AccountId,
                Display = person.Display,
                Role = wanted,
                CreatedAt = now,
            };
            db.Staff.Add(member);
        }

        member.Role = wanted;
        member.Display = person.Display;
        return new StaffOutcome.Set(member);
    }
}
