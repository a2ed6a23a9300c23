namespace HiltBot.Engine.Access;

/// <summary>Configuration section <c>HiltBot:Access</c> (design, rules 11 and 13).</summary>
public sealed class AccessOptions
{
    public const string Section = "HiltBot:Access";

    /// <summary>A notice must have been accepted this many hours before a seat is closed.</summary>
    public int NoticeLeadHours { get; set; } = 24;

    /// <summary>
    /// Hours after the end of grace at which an unanswered attempt to tell counts as undeliverable.
    /// </summary>
    public int NoticeWaitMaxHours { get; set; } = 72;

    /// <summary>Counted closings in 24 hours that pass in any community, however small.</summary>
    public int BrakeSeats { get; set; } = 10;

    /// <summary>Counted closings in 24 hours that pass, in percent of the community's open seats.</summary>
    public int BrakePercent { get; set; } = 5;
}
