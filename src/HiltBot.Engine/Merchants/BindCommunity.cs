using HiltBot.Engine.Access;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Merchants;

/// <param name="MayManage">Whether the platform itself lets this person manage the place.</param>
public sealed record BindRequest(
    Platform Platform, string CommunityExternalId, string Title, string Code, StaffAccount Person, bool MayManage)
{
    /// <summary>Where staff hear of news; null leaves what was chosen before.</summary>
    public string? AlertChannelId { get; init; }
}

public abstract record BindOutcome
{
    private BindOutcome()
    {
    }

    /// <param name="IsNew">False when it was bound to this workspace already.</param>
    /// <param name="Role">What the person who entered the code is now; null when they are no staff.</param>
    public sealed record Bound(
        CommunityId CommunityId, MerchantId MerchantId, string MerchantName, bool IsNew, StaffRole? Role) : BindOutcome;

    /// <summary>The person has no management right at the platform.</summary>
    public sealed record MayNotManage : BindOutcome;

    public sealed record CodeRefused(CodeUse Why) : BindOutcome;

    /// <summary>The place belongs to another workspace. The code is still good.</summary>
    public sealed record BoundToAnother : BindOutcome;
}

/// <summary>
/// Binds a community to the workspace whose one-time code was entered there by somebody with the platform's
/// own management right (design section 4). While the workspace has no staff on that platform, this person
/// becomes an owner of it.
/// </summary>
public sealed class BindCommunity(
    Work work, OneTimeCodes codes, BusinessTime businessTime, TimeProvider time)
{
    public Task<BindOutcome> HandleAsync(BindRequest request, CancellationToken cancellationToken) =>
        request.MayManage
            ? work.RunAsync(db => BindAsync(db, request, cancellationToken), cancellationToken)
            : Task.FromResult<BindOutcome>(new BindOutcome.MayNotManage());

    private async Task<BindOutcome> BindAsync(
        HiltDb db, BindRequest request, CancellationToken cancellationToken)
    {
        var look = await codes.LookAsync(db, request.Code, CodePurpose.BindCommunity, cancellationToken);
        if (look is not CodeUse.Used { MerchantId: { } merchantId })
        {
            return new BindOutcome.CodeRefused(look);
        }

        // Another merchant's binding must be seen here, whoever the caller acts for.
        var community = await db.Communities.IgnoreQueryFilters().SingleOrDefaultAsync(
            row => row.Platform == request.Platform && row.ExternalId == request.CommunityExternalId,
            cancellationToken);
        if (community is not null && community.MerchantId != merchantId)
        {
            return new BindOutcome.BoundToAnother();
        }

        var use = await codes.UseAsync(db, request.Code, CodePurpose.BindCommunity, cancellationToken);
        if (use is not CodeUse.Used)
        {
            return new BindOutcome.CodeRefused(use);
        }

        var merchant = await db.Merchants.SingleAsync(row => row.Id == merchantId, cancellationToken);
        var (isNew, wasLost) = (community is null, community?.LostAt is not null);
        community = Bind(db, merchantId, community, request);
        var role = await EnlistAsync(db, merchantId, request, cancellationToken);
        db.Remember(
            merchantId, Subject.Community, community.Id.Value, isNew ? "bound" : "bound_again",
            Actor.Merchant(request.Person.AccountId), businessTime.Now(),
            new { Platform = EnumText.Of(request.Platform), request.CommunityExternalId, request.Title });
        if (wasLost)
        {
            await Seats.ArmCommunityAsync(db, community.Id, time.Now(), cancellationToken);
        }

        return new BindOutcome.Bound(community.Id, merchantId, merchant.Name, isNew, role);
    }

    private Community Bind(HiltDb db, MerchantId merchantId, Community? community, BindRequest request)
    {
        var now = businessTime.Now();
        if (community is null)
        {
            community = new Community
            {
                Id = CommunityId.New(now),
                MerchantId = merchantId,
                Platform = request.Platform,
                ExternalId = request.CommunityExternalId,
                Title = request.Title,
                BoundAt = now,
            };
            db.Communities.Add(community);
        }

        community.Title = request.Title;
        community.BoundAt = now;
        community.LostAt = null;
        community.RightsDueAt = time.Now();
        community.SurveyDueAt = time.Now();
        community.AlertChannelId = request.AlertChannelId ?? community.AlertChannelId;
        return community;
    }

    private async Task<StaffRole?> EnlistAsync(
        HiltDb db, MerchantId merchantId, BindRequest request, CancellationToken cancellationToken)
    {
        var staff = await db.Staff.Where(row => row.MerchantId == merchantId && row.Platform == request.Platform)
            .ToListAsync(cancellationToken);
        if (staff.Count > 0)
        {
            return staff.SingleOrDefault(row => row.AccountId == request.Person.AccountId)?.Role;
        }

        var now = businessTime.Now();
        db.Staff.Add(new StaffMember
        {
            Id = StaffId.New(now),
            MerchantId = merchantId,
            Platform = request.Platform,
            AccountId = request.Person.AccountId,
            Display = request.Person.Display,
            Role = StaffRole.Owner,
            CreatedAt = now,
        });
        return StaffRole.Owner;
    }
}
