using HiltBot.Engine.Handoffs;
using HiltBot.Engine.Sandbox;
using HiltBot.Engine.Values;
using HiltBot.Web.Pages;

namespace HiltBot.Web.Checkout;

/// <summary>
/// Where somebody came from: the address that their link carries, or the simulator as the person they were.
/// </summary>
internal static class WayBack
{
    private const string Label = "Back to the chat";

    public static PageLink? Of(string? returnUrl, Platform? askedOn, string? identityValue)
    {
        if (returnUrl is not null && ReturnUrls.IsGood(returnUrl))
        {
            return new PageLink(Label, returnUrl);
        }

        return askedOn is { } platform && SimWorld.Find(platform) is not null
            ? new PageLink(Label, SimulatorOf(platform, identityValue))
            : null;
    }

    public static PageLink? Of(HandoffClaim? claim) =>
        claim is null ? null : Of(claim.ReturnUrl, claim.AskedOn, claim.IdentityValue);

    private static string SimulatorOf(Platform platform, string? accountId)
    {
        var persona = SimWorld.PersonaOf(platform, accountId ?? string.Empty)?.Id ?? SimWorld.Personas[0].Id;
        return $"/simulator?as={persona}&place={EnumText.Of(platform)}";
    }
}
