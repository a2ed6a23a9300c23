using HiltBot.Engine.Checkouts;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Chat.Commands;

/// <summary><c>/receipts</c>: the asker's receipts, newest first, each with a link to its proof.</summary>
internal sealed class ReceiptsCommand(PublicAddress address) : ChatCommand
{
    private const int PageSize = 5;

    public override Task<ChatReply> SaidAsync(
        ChatTurn turn, CommandWords words, CancellationToken cancellationToken) =>
        ShowAsync(turn, 0, cancellationToken);

    public override Task<ChatReply> PressedAsync(
        ChatTurn turn, ActionId action, CancellationToken cancellationToken) =>
        ShowAsync(turn, Paging.Read(action.More), cancellationToken);

    private async Task<ChatReply> ShowAsync(ChatTurn turn, int page, CancellationToken cancellationToken)
    {
        var buyer = await turn.FindBuyerAsync(cancellationToken);
        var rows = buyer is null
            ? []
            : await (from receipt in turn.Db.Receipts
                     where receipt.MerchantId == turn.MerchantId && receipt.BuyerId == buyer.Id
                     join payment in turn.Db.Payments on receipt.PaymentId equals payment.Id
                     join product in turn.Db.Products on payment.ProductId equals product.Id
                     orderby receipt.CreatedAt descending, receipt.Id descending
                     select new { receipt.Id, receipt.CreatedAt, Payment = payment, product.Title })
                .Skip(page * PageSize).Take(PageSize + 1).ToListAsync(cancellationToken);
        if (rows.Count == 0)
        {
            return Replies.Say(
                page == 0 ? "You have no receipts here yet." : "There are no more receipts.",
                page == 0 ? "You get one for every payment, the moment it is final." : null);
        }

        var shown = rows.Take(PageSize).ToList();
        var reply = Replies.Say("Your receipts, newest first:");
        foreach (var row in shown)
        {
            var title = PlainText.Line(row.Title, PlainText.TitleMax);
            reply = reply
                .WithFacts(new ChatFact(
                    Texts.Day(row.CreatedAt, turn.TimeZone), $"{row.Payment.Price} for {title}"))
                .With(ChatButton.Open(
                    PlainText.Line($"{Texts.Day(row.CreatedAt, turn.TimeZone)}: {row.Payment.Price}", 60),
                    address.To($"/receipt/{row.Id}")) with
                { Style = ChatButtonStyle.Plain });
        }

        return reply.With(Paging.Buttons(Verbs.Receipts, turn.MerchantId, page, rows.Count > PageSize));
    }
}
