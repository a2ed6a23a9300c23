using HiltBot.Engine.Values;

namespace HiltBot.Engine.Checkouts;

/// <summary>The origin that is put into links; <c>HiltBot:PublicUrl</c>.</summary>
public sealed record PublicAddress(Uri Origin)
{
    public static readonly PublicAddress Local = new(new Uri("http://localhost:5080"));

    /// <summary>The hosted checkout page of a product, with the handoff that fixes who gets access.</summary>
    public string ProductPage(string slug, string? handoffToken = null) => handoffToken is null
        ? To($"/p/{Uri.EscapeDataString(slug)}")
        : To($"/p/{Uri.EscapeDataString(slug)}?handoff={handoffToken}");

    /// <summary>Where a payer looks at a renewal that is collected by itself.</summary>
    public string Renewal(AuthorizationId id) => To($"/renewals/{Id.ToOpaque(id)}");

    public string Payment(PaymentId paymentId) => To($"/v1/payments/{paymentId}");

    /// <param name="path">Starts with a slash.</param>
    public string To(string path) => Origin.ToString().TrimEnd('/') + path;
}
