namespace HiltBot.Engine.Outbox;

/// <summary>Configuration section <c>HiltBot:Work</c>.</summary>
public sealed class WorkOptions
{
    public const string Section = "HiltBot:Work";

    /// <summary>How long a claim lasts; a dead node's work is taken up by another after it.</summary>
    public int ClaimSeconds { get; set; } = 60;

    /// <summary>How often every sweep looks by itself, although commits wake it at once.</summary>
    public int SweepSeconds { get; set; } = 2;
}
