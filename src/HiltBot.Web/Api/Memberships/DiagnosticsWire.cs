using HiltBot.Contracts.Memberships;
using HiltBot.Engine.Access;
using HiltBot.Engine.Values;

namespace HiltBot.Web.Api.Memberships;

/// <summary>A delivery report as it stands on the wire (contract section 5).</summary>
internal static class DiagnosticsWire
{
    public static DeliveryDiagnosticsResponse Of(DeliveryReport report, DateTimeOffset now)
    {
        var membership = report.View.Membership;
        return new DeliveryDiagnosticsResponse
        {
            MembershipId = membership.Id.Value,
            OwnerId = membership.MerchantId.Value,
            ProductId = membership.ProductId.Value,
            ProductTitle = report.View.ProductTitle,
            ProductSlug = report.View.ProductSlug,
            Platform = WirePlatform.Of(membership.Platform),
            PlatformUserId = report.View.PlatformUserId,
            PlatformDisplay = membership.IdentityDisplay,
            MembershipStatus = EnumText.Of(membership.Status),
            DeliveryStatus = EnumText.Of(membership.DeliveryStatus),
            DeliveryLastError = membership.DeliveryLastError,
            LatestPaymentId = membership.LatestPaymentId?.Value,
            LatestTxSignature = membership.LatestTxSignature,
            AutomationReady = report.IsAutomationReady,
            FallbackReady = report.FallbackValue is not null,
            FallbackValue = report.FallbackValue,
            OverallStatus = Text(report.Overall),
            Summary = report.Summary,
            ProviderState = new ProviderStatePayload([.. report.Places.Select(Place)]),
            Checks =
            [
                .. report.Checks.Select(check => new DiagnosticCheckPayload
                {
                    Id = check.Id,
                    Label = check.Label,
                    Status = Text(check.Status),
                    Detail = check.Detail,
                }),
            ],
            Actions = new DeliveryActionsPayload(
                report.CanRetry, OpenSupportTicket: true, report.CanResendInvite),
            GeneratedAt = now,
        };
    }

    private static ProviderPlacePayload Place(DeliveryPlace place) => new()
    {
        Platform = WirePlatform.Of(place.Target.Platform),
        TargetId = place.Target.TargetId,
        Label = place.Target.Label,
        CommunityTitle = place.CommunityTitle,
        IsAvailable = place.IsAvailable,
        BotIsPresent = place.LostAt is null,
        RightsProblem = place.RightsProblem,
        AccountId = place.AccountId,
        Shown = place.Seat?.Shown is { } shown ? EnumText.Of(shown) : null,
        DeliveryStatus = place.Seat is { } seat ? EnumText.Of(seat.DeliveryStatus) : null,
        LastError = place.Seat?.LastError,
        LastAttemptAt = place.AttemptedAt,
        NextAttemptAt = place.Seat?.DueAt,
    };

    private static string Text(CheckStatus status) => EnumText.Of(status).ToLowerInvariant();
}
