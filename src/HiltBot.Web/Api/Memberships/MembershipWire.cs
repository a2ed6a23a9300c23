using System.Text.Json;
using HiltBot.Contracts.Memberships;
using HiltBot.Engine.Memberships;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;

namespace HiltBot.Web.Api.Memberships;

/// <summary>Memberships, their periods and their events as they stand on the wire (contract section 5).</summary>
internal static class MembershipWire
{
    public static MembershipListResponse List(IReadOnlyList<MembershipView> views) =>
        new([.. views.Select(Membership)], views.Count);

    public static MembershipPayload Membership(MembershipView view)
    {
        var row = view.Membership;
        return new MembershipPayload
        {
            Id = row.Id.Value,
            ProductId = row.ProductId.Value,
            ProductTitle = view.ProductTitle,
            ProductSlug = view.ProductSlug,
            OwnerId = row.MerchantId.Value,
            Platform = WirePlatform.Of(row.Platform),
            PlatformUserId = view.PlatformUserId,
            PlatformDisplay = row.IdentityDisplay,
            CustomerIdentityType = EnumText.Of(row.IdentityType),
            CustomerIdentityValue = row.IdentityValue,
            PayerWallet = row.PayerWallet,
            Status = EnumText.Of(row.Status),
            CurrentPeriodStartAt = row.CurrentPeriodStartAt,
            CurrentPeriodEndAt = row.CurrentPeriodEndAt,
            GraceEndsAt = row.GraceEndsAt,
            LatestPaymentId = row.LatestPaymentId?.Value,
            LatestTxSignature = row.LatestTxSignature,
            DeliveryStatus = EnumText.Of(row.DeliveryStatus),
            DeliveryLastError = row.DeliveryLastError,
            RenewalCount = row.RenewalCount,
            LastReminderSentAt = row.LastReminderSentAt,
            PausedAt = row.PausedAt,
            CancelledAt = row.CancelledAt,
            EndedAt = row.EndedAt,
            MetadataJson = Json(row.MetadataJson),
            CreatedAt = row.CreatedAt,
            UpdatedAt = row.UpdatedAt,
        };
    }

    public static MembershipDetailResponse Detail(MembershipDetail detail) => new(
        Membership(detail.View), [.. detail.Periods.Select(Period)], [.. detail.Events.Select(Event)], autoRenew: null);

    public static MembershipEventPayload Event(HistoryEntry row) => new()
    {
        Id = row.Id,
        MembershipId = row.SubjectId,
        PaymentId = row.PaymentId?.Value,
        EventType = row.EventType,
        ActorType = row.ActorType,
        ActorId = row.ActorId,
        PayloadJson = Json(row.PayloadJson),
        CreatedAt = row.CreatedAt,
    };

    /// <summary>Those that read so; none for a word that nobody knows.</summary>
    public static IReadOnlyList<Platform> PlatformsOf(string text) =>
    [
        .. Enum.GetValues<Platform>()
            .Where(platform => WirePlatform.Of(platform).Equals(text.Trim(), StringComparison.OrdinalIgnoreCase)),
    ];

    private static MembershipPeriodPayload Period(MembershipPeriod row) => new()
    {
        Id = row.Id.Value,
        MembershipId = row.MembershipId.Value,
        PaymentId = row.PaymentId?.Value,
        TxSignature = row.TxSignature,
        AmountLamports = row.AmountMinorUnits,
        TokenMint = row.TokenMint,
        PeriodStartAt = row.PeriodStartAt,
        PeriodEndAt = row.PeriodEndAt,
        Status = EnumText.Of(row.Status),
        ActivatedAt = row.ActivatedAt,
        RevokedAt = row.RevokedAt,
        CreatedAt = row.CreatedAt,
    };

    private static JsonElement Json(string text) => JsonSerializer.Deserialize<JsonElement>(text);
}
