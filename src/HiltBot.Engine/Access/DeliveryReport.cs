using HiltBot.Engine.Memberships;
using HiltBot.Engine.Products;

namespace HiltBot.Engine.Access;

/// <summary>A place that a member's product opens, as the books show it.</summary>
/// <param name="IsAvailable">Whether this server speaks to the platform.</param>
/// <param name="AccountId">The buyer's account there; null while none is connected.</param>
/// <param name="Seat">Null while nothing was asked of the platform.</param>
/// <param name="AttemptedAt">Real time of the newest attempt.</param>
public sealed record DeliveryPlace(
    ProductTarget Target, string CommunityTitle, DateTimeOffset? LostAt, string? RightsProblem, bool IsAvailable,
    string? AccountId, Seat? Seat, DateTimeOffset? AttemptedAt)
{
    /// <summary>Whether the bot can open it by itself.</summary>
    public bool IsReady => IsAvailable && LostAt is null && RightsProblem is null;
}

/// <summary>From best to worst.</summary>
public enum CheckStatus
{
    Ok,
    Warning,
    Blocked,
}

/// <param name="Id">For programs: <c>membership</c>, <c>account</c>, <c>bot</c>, <c>seat</c>.</param>
public sealed record DeliveryCheck(string Id, string Label, CheckStatus Status, string Detail);

/// <summary>Whether a member's access can be delivered, and what is in the way (contract section 5).</summary>
public sealed record DeliveryReport(
    MembershipView View, string? FallbackValue, IReadOnlyList<DeliveryPlace> Places,
    IReadOnlyList<DeliveryCheck> Checks)
{
    public bool IsAutomationReady => Places.Count > 0 && Places.All(place => place.IsReady);

    public CheckStatus Overall => Checks.Max(check => check.Status);

    /// <summary>The first of the worst.</summary>
    public string Summary => Overall == CheckStatus.Ok
        ? "Everything is as it should be."
        : Checks.First(check => check.Status == Overall).Detail;

    public bool CanRetry => View.Membership.GivesAccess && Places.Count > 0;

    /// <summary>Whether somebody is asked in who has not come yet.</summary>
    public bool CanResendInvite => CanRetry && Places.Any(place => place is
    {
        AccountId: not null,
        Seat: { Shown: null or SeatState.Closed, DeliveryStatus: DeliveryStatus.Sent or DeliveryStatus.Pending },
    });
}

/// <summary>What is checked about a delivery. Pure.</summary>
public static class DeliveryChecks
{
    public static IReadOnlyList<DeliveryCheck> Of(Membership membership, IReadOnlyList<DeliveryPlace> places) =>
        [Standing(membership), .. places.Count == 0 ? [NoPlace()] : places.SelectMany(place => Of(membership, place))];

    private static DeliveryCheck NoPlace() => new(
        "place", "Place", CheckStatus.Ok, "The product opens no place, so there is nothing to deliver.");

    private static DeliveryCheck Standing(Membership membership)
    {
        var (status, detail) = membership switch
        {
            { Status: MembershipStatus.Expired } => (
                CheckStatus.Warning, "The membership has ended, so its places are closed."),
            { PausedAt: not null } => (CheckStatus.Warning, "The membership is paused, so its places are closed."),
            { Status: MembershipStatus.GracePeriod } => (
                CheckStatus.Ok, "The membership is in its days of grace and gives access."),
            _ => (CheckStatus.Ok, "The membership gives access."),
        };
        return new("membership", "Membership", status, detail);
    }

    private static IEnumerable<DeliveryCheck> Of(Membership membership, DeliveryPlace place)
    {
        var label = place.Target.Label;
        yield return new("bot", $"Bot in {place.CommunityTitle}", place.IsReady ? CheckStatus.Ok : CheckStatus.Blocked,
            place switch
            {
                { IsAvailable: false } => $"This server has no bot on the platform of {label}.",
                { LostAt: not null } => $"The bot was removed from {place.CommunityTitle}: invite it again.",
                { RightsProblem: { } problem } => $"{place.CommunityTitle}: {problem}",
                _ => $"The bot is in {place.CommunityTitle} and has its rights.",
            });
        yield return new(
            "account", $"Account for {label}",
            place.AccountId is null && membership.GivesAccess ? CheckStatus.Blocked : CheckStatus.Ok,
            place.AccountId is null
                ? $"The member has connected no account for {label} yet; /status offers it in the chat."
                : $"The member's account for {label} is known.");
        if (place.AccountId is not null)
        {
            var (status, detail) = SeatOf(membership, place.Seat, label);
            yield return new("seat", label, status, detail);
        }
    }

    private static (CheckStatus Status, string Detail) SeatOf(Membership membership, Seat? seat, string label) =>
        seat switch
        {
            { BrakeId: not null } => (CheckStatus.Warning, $"The closing of {label} waits for an answer from staff."),
            { DeliveryStatus: DeliveryStatus.Failed or DeliveryStatus.ManualReview } => (
                CheckStatus.Blocked, $"{label} could not be opened: {seat.LastError ?? "nobody knows why"}."),
            { LastError: { } error } => (CheckStatus.Warning, $"{label}: {error}."),
            { Shown: SeatState.Open } when membership.GivesAccess => (CheckStatus.Ok, $"{label} is open."),
            { Shown: SeatState.Open } => (CheckStatus.Warning, $"{label} is still open; closing waits or was not asked."),
            { DeliveryStatus: DeliveryStatus.Sent } when membership.GivesAccess => (
                CheckStatus.Warning, $"The member has an invite to {label} and has not used it yet."),
            _ when !membership.GivesAccess => (CheckStatus.Ok, $"{label} is closed."),
            null => (CheckStatus.Warning, $"{label} was not asked for yet."),
            { DueAt: null } => (CheckStatus.Warning, $"{label} waits for the member to join."),
            _ => (CheckStatus.Warning, $"{label} is being opened."),
        };
}
