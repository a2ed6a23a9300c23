using System.ComponentModel.DataAnnotations;

namespace HiltBot.Engine.Checkouts;

/// <summary>
/// Configuration section <c>HiltBot:Checkout</c>. Both lifetimes are business time (rule 5).
/// </summary>
public sealed class CheckoutOptions
{
    public const string Section = "HiltBot:Checkout";

    [Range(1, 1440)]
    public int SessionMinutes { get; set; } = 30;

    /// <summary>How long a handoff link lives when its maker does not say.</summary>
    [Range(1, 1440)]
    public int HandoffMinutes { get; set; } = 30;
}
