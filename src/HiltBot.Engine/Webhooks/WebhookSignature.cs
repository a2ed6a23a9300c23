using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace HiltBot.Engine.Webhooks;

/// <summary>
/// How a receiver knows that an event is ours (contract 8.1). Signed at send time, because receivers refuse
/// what is signed more than five minutes ago.
/// </summary>
public static class WebhookSignature
{
    public const string Header = "X-Hilt-Signature";
    public const string TimestampHeader = "X-Hilt-Timestamp";
    public const string EventIdHeader = "X-Hilt-Event-Id";
    public const string EventTypeHeader = "X-Hilt-Event-Type";
    public const string DeliveryIdHeader = "X-Hilt-Delivery-Id";
    public const string UserAgent = "Hilt-Webhooks/1.0";

    /// <param name="secret">UTF-8 of the secret as the merchant was shown it.</param>
    /// <param name="seconds">Unix seconds.</param>
    /// <returns><c>t=...,v1=...</c>: HMAC-SHA256 over the seconds, a full stop, and the body.</returns>
    public static string Of(byte[] secret, long seconds, ReadOnlySpan<byte> body)
    {
        var time = seconds.ToString(CultureInfo.InvariantCulture);
        using var mac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, secret);
        mac.AppendData(Encoding.ASCII.GetBytes(time + "."));
        mac.AppendData(body);
        return $"t={time},v1={Convert.ToHexStringLower(mac.GetHashAndReset())}";
    }

    internal static WebhookCall Sign(DeliveryTask task, DateTimeOffset now)
    {
        var seconds = now.ToUnixTimeSeconds();
        return new WebhookCall(
            task.Url,
            [
                new(Header, Of(task.Secret, seconds, task.Body)),
                new(TimestampHeader, seconds.ToString(CultureInfo.InvariantCulture)),
                new(EventIdHeader, task.EventId.ToString()),
                new(EventTypeHeader, task.EventType),
                new(DeliveryIdHeader, task.DeliveryId.ToString(CultureInfo.InvariantCulture)),
                new("User-Agent", UserAgent),
            ],
            task.Body);
    }
}
