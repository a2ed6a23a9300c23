using HiltBot.Engine.Memberships;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Chat.Commands;

/// <summary><c>/members</c>: who has what and until when, a page at a time, and one of them in full.</summary>
internal sealed class MembersCommand(WhyCommand why) : ChatCommand
{
    private const int PageSize = 10;

    private static readonly (string Word, char Letter)[] Filters =
        [("all", 'l'), ("active", 'a'), ("grace", 'g'), ("expired", 'e'), ("trouble", 't')];

    public override Task<ChatReply> SaidAsync(
        ChatTurn turn, CommandWords words, CancellationToken cancellationToken)
    {
        var filter = Filters.FirstOrDefault(known => known.Word == words.Line("filter"), Filters[1]);
        return ShowAsync(turn, filter.Letter, 0, cancellationToken);
    }

    public override Task<ChatReply> PressedAsync(
        ChatTurn turn, ActionId action, CancellationToken cancellationToken)
    {
        var letter = action.More.Length > 0 ? action.More[0] : 'a';
        return Filters.Any(known => known.Letter == letter)
            ? ShowAsync(turn, letter, Paging.Read(action.More.Length > 1 ? action.More[1..] : "0"), cancellationToken)
            : Task.FromResult(Replies.UnknownButton());
    }

    public override Task<ChatReply> ChosenAsync(
        ChatTurn turn, ActionId action, string value, CancellationToken cancellationToken) =>
        Id.TryFromOpaque<BuyerId>(value, out var buyerId)
            ? why.ExplainAsync(turn, buyerId, cancellationToken)
            : Task.FromResult(Replies.UnknownButton());

    private static async Task<ChatReply> ShowAsync(
        ChatTurn turn, char letter, int page, CancellationToken cancellationToken)
    {
        var filter = Filters.First(known => known.Letter == letter);
        var wanted = Filtered(turn, letter);
        var count = await wanted.CountAsync(cancellationToken);
        var rows = await wanted.OrderByDescending(row => row.CreatedAt).ThenByDescending(row => row.Id)
            .Skip(page * PageSize).Take(PageSize)
            .Join(turn.Db.Products, row => row.ProductId, product => product.Id,
                (membership, product) => new { Membership = membership, product.Title })
            .Join(turn.Db.Buyers, row => row.Membership.BuyerId, buyer => buyer.Id,
                (row, buyer) => new { row.Membership, row.Title, Buyer = buyer })
            .ToListAsync(cancellationToken);
        if (rows.Count == 0)
        {
            return Replies.Say(
                $"No {(filter.Letter == 'l' ? "memberships" : $"memberships in \"{filter.Word}\"")} here.",
                $"You can say /members {string.Join(", /members ", Filters.Select(known => known.Word))}.");
        }

        var ordered = rows.OrderByDescending(row => row.Membership.CreatedAt)
            .ThenByDescending(row => row.Membership.Id.Value).ToList();
        var reply = Replies.Say(string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"{Texts.Count(count, "membership")} ({filter.Word}), newest first; {page * PageSize + 1} to {page * PageSize + rows.Count}:"))
            .WithFacts(ordered.Select(row => new ChatFact(
                PlainText.Name(row.Buyer.Display),
                $"{PlainText.Line(row.Title, PlainText.TitleMax)}: " +
                MembershipWords.Standing(row.Membership, turn.TimeZone))).ToList());
        return reply.With(Paging.Buttons(
            Verbs.Members, turn.MerchantId, page, (page + 1) * PageSize < count, letter.ToString())) with
        {
            Menu = new ChatMenu(
                ActionId.Write(Verbs.Members, turn.MerchantId), "Look at one of them",
                ordered.Select(row => row.Buyer).DistinctBy(buyer => buyer.Id)
                    .Select(buyer => new ChatMenuLine(Id.ToOpaque(buyer.Id), PlainText.Name(buyer.Display))).ToList()),
        };
    }

    private static IQueryable<Membership> Filtered(ChatTurn turn, char letter)
    {
        var all = turn.Db.Memberships.Where(row => row.MerchantId == turn.MerchantId);
        return letter switch
        {
            'a' => all.Where(row => row.Status == MembershipStatus.Active),
            'g' => all.Where(row => row.Status == MembershipStatus.GracePeriod),
            'e' => all.Where(row => row.Status == MembershipStatus.Expired),
            't' => all.Where(row => row.Status != MembershipStatus.Expired &&
                (row.DeliveryStatus == DeliveryStatus.Failed || row.DeliveryStatus == DeliveryStatus.ManualReview)),
            _ => all,
        };
    }
}
