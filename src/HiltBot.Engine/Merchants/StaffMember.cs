using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Merchants;

/// <summary>
/// Owner: money and wallet. Manager: offers, gifts, revocations. Support: looking and answering.
/// </summary>
public enum StaffRole
{
    Support,
    Manager,
    Owner,
}

/// <summary>A platform account that may act for a merchant.</summary>
public sealed class StaffMember : IOwnedByMerchant
{
    public required StaffId Id { get; init; }

    public required MerchantId MerchantId { get; init; }

    public required Platform Platform { get; init; }

    public required string AccountId { get; init; }

    public required string Display { get; set; }

    public required StaffRole Role { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }
}
