namespace HiltBot.Engine.Webhooks;

/// <summary>Configuration section <c>HiltBot:Webhooks</c>.</summary>
public sealed class WebhookOptions
{
    public const string Section = "HiltBot:Webhooks";

    /// <summary>
    /// The development switch: endpoints may be on this machine or in a private network, and without TLS.
    /// </summary>
    public bool AllowPrivateAddresses { get; set; }

    /// <summary>
    /// How long dead letters are tried on, at most 72; 0 leaves them until somebody replays them.
    /// </summary>
    public int DeadLetterRetryHours { get; set; }
}
