namespace HiltBot.Engine.Renewals;

/// <summary>Configuration section <c>HiltBot:Renewals</c> (design section 6).</summary>
public sealed class RenewalOptions
{
    public const string Section = "HiltBot:Renewals";

    /// <summary>How long a collection may stay unresolved before grace begins, in hours.</summary>
    public int CollectionHours { get; set; } = 12;
}
