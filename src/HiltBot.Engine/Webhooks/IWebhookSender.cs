using HiltBot.Engine.Values;

namespace HiltBot.Engine.Webhooks;

/// <summary>One attempt, ready to be sent.</summary>
/// <param name="Headers">Name and value; the content type stands beside them.</param>
/// <param name="Body">UTF-8 JSON, the bytes that were signed.</param>
public sealed record WebhookCall(
    string Url, IReadOnlyList<KeyValuePair<string, string>> Headers, ReadOnlyMemory<byte> Body);

public abstract record WebhookAnswer
{
    private WebhookAnswer()
    {
    }

    /// <param name="Body">At most 2 KB, as text that a database keeps.</param>
    public sealed record Answered(int StatusCode, string? Body) : WebhookAnswer;

    /// <summary>Nobody answered, or nobody there may be asked.</summary>
    /// <param name="Why">In words for the merchant.</param>
    public sealed record Unreachable(string Why) : WebhookAnswer;
}

/// <summary>
/// Carries an attempt to the merchant's software. A port, because whatever speaks HTTP is a door (design
/// section 2): the engine decides what is sent, when, and what its answer means. Follows no redirects, and
/// reaches no address that
/// <see cref="AddressRule"/> refuses.
/// </summary>
public interface IWebhookSender
{
    /// <exception cref="OperationCanceledException">The time for the answer was over.</exception>
    Task<WebhookAnswer> SendAsync(WebhookCall call, CancellationToken cancellationToken);
}

/// <summary>A claimed delivery with everything that its attempt needs.</summary>
internal sealed record DeliveryTask(
    long DeliveryId, ClaimId ClaimId, EndpointId EndpointId, EventId EventId, string EventType, string Url,
    byte[] Secret,
    byte[] Body);
