using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Support;

/// <summary>Limits (contract section 7) and transitions of tickets. Pure, but for the count of open ones.</summary>
public static class TicketRules
{
    public const int SubjectMax = 200;

    public const int BodyMax = 10_000;

    /// <summary>What fits into a message of every platform.</summary>
    public const int ChatBodyMax = 1500;

    private const int PartMax = 1400;

    /// <summary>Open tickets of one buyer: more would be noise for staff.</summary>
    public const int OpenMax = 5;

    /// <summary>
    /// A message in pieces that fit into a chat message with the words around it, broken at a blank where there is one.
    /// </summary>
    public static IReadOnlyList<string> PartsOf(string body)
    {
        var parts = new List<string>();
        var left = body.AsSpan();
        while (left.Length > PartMax)
        {
            var end = left[..PartMax].LastIndexOfAny(' ', '\n');
            end = end < PartMax / 2 ? PartMax : end;
            end -= char.IsHighSurrogate(left[end - 1]) ? 1 : 0;
            parts.Add(left[..end].ToString());
            left = left[end..].TrimStart();
        }

        if (left.Length > 0 || parts.Count == 0)
        {
            parts.Add(left.ToString());
        }

        return parts;
    }

    /// <summary>What is wrong with a text; null when nothing is.</summary>
    public static TicketOutcome.Refused? Problem(string? subject, string body) =>
        subject is { Length: 0 or > SubjectMax }
            ? new TicketOutcome.Refused("subject", $"Say in 1 to {SubjectMax} characters what it is about.")
            : body.Length is 0 or > BodyMax
                ? new TicketOutcome.Refused("body", $"A message has 1 to {BodyMax} characters.")
                : null;

    /// <summary>
    /// The state after a message: whoever wrote last waits for the other. A message reopens what was resolved; null means
    /// that a closed one takes none.
    /// </summary>
    public static TicketStatus? After(TicketStatus status, string authorType) => status == TicketStatus.Closed
        ? null
        : authorType == TicketAuthors.Buyer
            ? TicketStatus.Open
            : TicketStatus.Pending;

    /// <summary>Why this buyer may open no more for now, in words; null when they may.</summary>
    public static async Task<string?> TooManyOpenAsync(
        HiltDb db, MerchantId merchantId, BuyerId? buyerId, CancellationToken cancellationToken)
    {
        if (buyerId is null)
        {
            return null;
        }

        var open = await db.Tickets.CountAsync(
            row => row.MerchantId == merchantId && row.BuyerId == buyerId &&
                (row.Status == TicketStatus.Open || row.Status == TicketStatus.Pending),
            cancellationToken);
        return open < OpenMax
            ? null
            : $"You have {open} open questions already. Wait for an answer to one of them before you ask more.";
    }
}
