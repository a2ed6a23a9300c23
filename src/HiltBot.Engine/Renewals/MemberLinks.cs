using System.Security.Cryptography;
using HiltBot.Engine.Buyers;
using HiltBot.Engine.Checkouts;
using HiltBot.Engine.Handoffs;
using HiltBot.Engine.Memberships;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Renewals;

/// <summary>
/// Writes links by which present and former members pay again as who they are: from the membership alone, so that a
/// whole list needs no question to the database. Whether it is sold is decided when the link is opened.
/// </summary>
public sealed class MemberLinks(HandoffTokens tokens, PublicAddress address, BusinessTime businessTime)
{
    /// <summary>A merchant sends it on by hand, so it lives a day (design section 4, Links).</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(MakeHandoffLink.MinutesMax);

    public string Of(Membership membership, string slug)
    {
        Platform? askedOn = Identities.TypeOn(membership.Platform) == membership.IdentityType &&
            membership.Platform != Platform.Custom
            ? membership.Platform
            : null;
        return address.ProductPage(slug, tokens.Write(new HandoffClaim(
            new Guid(RandomNumberGenerator.GetBytes(16)), membership.ProductId, membership.IdentityType,
            membership.IdentityValue, membership.IdentityDisplay, null, askedOn, membership.BuyerId,
            businessTime.Now() + Lifetime)));
    }
}
