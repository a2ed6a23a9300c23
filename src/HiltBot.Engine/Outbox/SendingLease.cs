namespace HiltBot.Engine.Outbox;

/// <summary>
/// Whether this node speaks for the bots of real platforms now. Their limits are counted per bot, so one node at a time
/// makes their calls (design section 5).
/// </summary>
public sealed class SendingLease
{
    public bool IsHeld { get; private set; }
}
