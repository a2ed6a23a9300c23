namespace HiltBot.Engine.Memberships;

public enum BillingUnit
{
    Day,
    Month,
    Lifetime,
}

/// <summary>
/// How long one payment lasts (design section 4, Billing). A null <see cref="EndTime"/> ends at the hour of
/// the beginning, rounded up to a full hour, never down.
/// </summary>
public sealed record Billing(BillingUnit Unit, int Count, string TimeZone, TimeOnly? EndTime);
