using System.Text.Json;
using HiltBot.Engine.Memberships;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Storage;

/// <summary>Appends to the history, in the transaction that made the change.</summary>
public static class History
{
    extension(HiltDb db)
    {
        /// <param name="facts">Flat name and value pairs; never secrets, never anybody's message.</param>
        public void Remember(
            MerchantId merchantId, Subject subject, Guid subjectId, string eventType, Actor actor,
            DateTimeOffset now,
            object? facts = null, PaymentId? paymentId = null) =>
            db.History.Add(new HistoryEntry
            {
                MerchantId = merchantId,
                Subject = subject,
                SubjectId = subjectId,
                PaymentId = paymentId,
                EventType = eventType,
                ActorType = actor.Type,
                ActorId = actor.Id,
                PayloadJson = facts is null ? "{}" : Facts.Write(facts),
                CreatedAt = now,
            });

        public void Remember(
            Membership membership, string eventType, Actor actor, DateTimeOffset now, object? facts = null,
            PaymentId? paymentId = null) =>
            db.Remember(
                membership.MerchantId, Subject.Membership, membership.Id.Value, eventType, actor, now, facts,
                paymentId);
    }
}

/// <summary>Small flat JSON beside a row: what happened, in snake case.</summary>
public static class Facts
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Write(object facts) => JsonSerializer.Serialize(facts, Options);

    public static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, Options)
        ?? throw new FormatException("Empty facts.");
}
