using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using HiltBot.Engine.Memberships;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Renewals;

/// <summary>
/// What a buyer agrees to when a membership shall renew by itself. Made from the terms that the session froze and from
/// nothing else, so the same session has the same mandate and the same key however often it is asked.
/// </summary>
/// <param name="FirstCollectionAt">When the first period would end that is paid now; business time.</param>
public sealed record Mandate(
    string SetupKey, string Message, long AmountMinorUnits, int BillingIntervalDays, int PeriodHours,
    DateTimeOffset FirstCollectionAt)
{
    public const int HoursPerDay = 24;
}

/// <summary>Makes mandates and knows their keys again.</summary>
public sealed class Mandates(KeyRing keys)
{
    private const int KeyBytes = 18;

    /// <param name="collects">Whether a program is configured that will collect.</param>
    public Mandate Of(Payment payment, string productTitle, bool collects)
    {
        var days = payment.BillingUnit == BillingUnit.Day ? payment.BillingCount : 0;
        var key = KeyOf(payment);
        var first = payment.CreatedAt + TimeSpan.FromDays(days);
        var message = string.Join(
            '\n',
            collects
                ? "I allow this to be collected from my wallet until I cancel it."
                : "I would like this to renew. This server collects nothing by itself: each period is paid by hand.",
            $"Product: {productTitle.ReplaceLineEndings(" ")}",
            $"Amount: {payment.Price}",
            $"Amount in minor units: {payment.AmountMinorUnits.ToString(CultureInfo.InvariantCulture)}",
            $"Token mint: {payment.TokenMint}",
            string.Create(CultureInfo.InvariantCulture, $"Every: {days} days ({days * Mandate.HoursPerDay} hours)"),
            $"Paid to: {payment.MerchantWallet}",
            $"Paid by: {payment.PayerWallet ?? "the wallet that signs"}",
            $"First collection: {WireTime.Of(first)}",
            string.Create(CultureInfo.InvariantCulture, $"Days of grace: {payment.GracePeriodDays}"),
            $"Setup key: {key}");
        return new Mandate(key, message, payment.AmountMinorUnits, days, days * Mandate.HoursPerDay, first);
    }

    public bool IsKeyOf(Payment payment, string setupKey) => CryptographicOperations.FixedTimeEquals(
        Encoding.UTF8.GetBytes(KeyOf(payment)), Encoding.UTF8.GetBytes(setupKey));

    private string KeyOf(Payment payment)
    {
        var secret = keys.Active(KeyPurpose.Handoff).Secret;
        var hash = HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes($"renewal {payment.Id}"));
        return Base64Url.EncodeToString(hash.AsSpan(0, KeyBytes));
    }
}
