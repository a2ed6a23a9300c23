using System.Text;
using System.Text.Json;
using HiltBot.Engine.Handoffs;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Products;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Checkouts.Phantom;

/// <summary>The payment that is talked about, and the wallet that is connected to it, if one is.</summary>
internal sealed record PhantomPlace(Payment Payment, Product Product, PhantomSession? Session);

/// <summary>What every word with the wallet begins with: the payment is open, and the wallet is connected to it.</summary>
public sealed class PhantomTalk(
    PhantomKey key, MasterKey masterKey, HandoffTokens tokens, BusinessTime businessTime)
{
    /// <param name="handoffToken">Need not be sent; one that is sent has to be good.</param>
    internal async Task<(PhantomPlace? Place, PhantomOutcome? Refusal)> FindAsync(
        HiltDb db, PaymentId paymentId, string? handoffToken, CancellationToken cancellationToken)
    {
        var found = await db.Payments.AsNoTracking().Where(row => row.Id == paymentId)
            .Join(db.Products, row => row.ProductId, product => product.Id, (payment, product) => new { payment, product })
            .SingleOrDefaultAsync(cancellationToken);
        var now = businessTime.Now();
        if (found is null)
        {
            return (null, new PhantomOutcome.UnknownPayment());
        }

        if (!found.payment.IsOpen || now > found.payment.ExpiresAt)
        {
            return (null, new PhantomOutcome.SessionExpired());
        }

        var handoff = handoffToken is null ? null : tokens.Read(handoffToken, found.product.Id, now);
        if (handoff is not (null or HandoffReading.Genuine))
        {
            return (null, new PhantomOutcome.HandoffRefused(handoff is HandoffReading.Expired));
        }

        var session = await db.PhantomSessions.SingleOrDefaultAsync(
            row => row.PaymentId == paymentId, cancellationToken);
        return (new PhantomPlace(found.payment, found.product, session), null);
    }

    /// <summary>As above, and the wallet has to be connected.</summary>
    internal async Task<(PhantomPlace? Place, PhantomOutcome? Refusal)> FindConnectedAsync(
        HiltDb db, PaymentId paymentId, string? handoffToken, CancellationToken cancellationToken)
    {
        var (place, refusal) = await FindAsync(db, paymentId, handoffToken, cancellationToken);
        return place is { Session: null } ? (null, new PhantomOutcome.NotConnected()) : (place, refusal);
    }

    /// <summary>The text of this name in what the connected wallet sealed for us; null when it is not there.</summary>
    internal string? Hear(PhantomSession session, string nonce, string data, string name) =>
        key.TryOpen(session.WalletKey, nonce, data, out var content) ? TextOf(content, name) : null;

    internal static string? TextOf(JsonElement content, string name) =>
        content.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    internal byte[] Seal(string token) => masterKey.Seal(Encoding.UTF8.GetBytes(token));

    internal string TokenOf(PhantomSession session) => Encoding.UTF8.GetString(masterKey.Open(session.SealedToken));
}
