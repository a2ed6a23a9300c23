using HiltBot.Engine.Merchants;
using HiltBot.Engine.Notices;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Support;

/// <summary>Appends to a ticket's thread and tells the other side, inside the caller's transaction.</summary>
internal static class TicketThread
{
    public static TicketMessage Write(
        HiltDb db, Ticket ticket, string authorType, string? authorId, string body, DateTimeOffset now)
    {
        var message = new TicketMessage
        {
            Id = TicketMessageId.New(now),
            MerchantId = ticket.MerchantId,
            TicketId = ticket.Id,
            AuthorType = authorType,
            AuthorId = authorId,
            Body = body,
            CreatedAt = now,
        };
        db.TicketMessages.Add(message);
        return message;
    }

    /// <summary>To the alert channel of the place where it was asked, else to every alert channel, else to owners.</summary>
    public static async Task TellStaffAsync(
        HiltDb db, Ticket ticket, string key, string? askedBy, CommunityId? communityId, string body,
        DateTimeOffset now, DateTimeOffset realNow, CancellationToken cancellationToken)
    {
        var facts = new NoticeFacts
        {
            MemberDisplay = askedBy,
            ProductTitle = ticket.Subject,
            Text = body,
            Ticket = Id.ToOpaque(ticket.Id),
        };
        var community = communityId is null
            ? null
            : await db.Communities.SingleOrDefaultAsync(
                row => row.Id == communityId && row.MerchantId == ticket.MerchantId && row.LostAt == null &&
                    row.AlertChannelId != null,
                cancellationToken);
        if (community is not null)
        {
            await Alerts.TellAsync(
                db, community, key, NoticeKind.SupportAsked, facts, now, realNow, cancellationToken);
            return;
        }

        await Alerts.TellAllAsync(
            db, ticket.MerchantId, key, NoticeKind.SupportAsked, facts, null, now, realNow, cancellationToken);
    }
}
