using System.Text;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Payments.Refunds;
using HiltBot.Engine.Sandbox;
using HiltBot.Engine.Storage;
using HiltBot.Web.Pages;
using HiltBot.Web.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace HiltBot.Web.Checkout;

/// <summary>
/// The page on which a merchant's wallet signs money back. Its key is a capability; what it prepares can be
/// signed by the wallet that received the money and by nobody else.
/// </summary>
internal static class RefundRoutes
{
    private const int TransactionBytesMax = 1232;

    private static readonly Problem Unknown = new(
        StatusCodes.Status404NotFound, "There is no such refund",
        "Say /unmatched and press the button again: it leads to the page.");

    public static void MapRefundPages(this IEndpointRouteBuilder routes)
    {
        var refund = routes.MapGroup("/refund/{key}").ExcludeFromDescription();
        refund.MapGet("/", ShowAsync);
        refund.MapPost("/access", ChooseAsync);
        refund.MapPost("/withdraw", WithdrawAsync);
        refund.MapPost("/sandbox", PlayAsync);
        refund.MapPost("/prepare", PrepareAsync);
        refund.MapPost("/send", SendAsync);
        refund.MapPost("/name", NameAsync);
        routes.MapRefundAddressPages();
    }

    private static async Task<IResult> ShowAsync(
        string key, ReadRefund read, Forms forms, Network network, HttpContext context,
        CancellationToken cancellationToken) =>
        await read.ForStaffAsync(key, cancellationToken) is { } view
            ? Html.Page<RefundPage>(new
            {
                View = view,
                Token = forms.Token(context),
                network.IsSandbox,
                IsPlay = !network.IsLive,
                Chain = ChainOf(network),
            })
            : Html.Problem(Unknown);

    private static Task<IResult> ChooseAsync(
        string key, TendRefund tend, Forms forms, HttpContext context, CancellationToken cancellationToken) =>
        ChangeAsync(
            forms, context,
            form => tend.ChooseAccessAsync(
                key,
                form["access"].ToString() switch
                {
                    "now" => RefundAccess.EndNow,
                    "end" => RefundAccess.EndAtPeriodEnd,
                    _ => RefundAccess.Keep,
                },
                cancellationToken),
            cancellationToken);

    private static Task<IResult> WithdrawAsync(
        string key, TendRefund tend, Forms forms, HttpContext context, CancellationToken cancellationToken) =>
        ChangeAsync(forms, context, _ => tend.WithdrawAsync(key, cancellationToken), cancellationToken);

    private static async Task<IResult> ChangeAsync(
        Forms forms, HttpContext context, Func<IFormCollection, Task<TendRefundOutcome>> change,
        CancellationToken cancellationToken) =>
        await forms.ReadAsync(context, cancellationToken) is { } form
            ? await change(form) switch
            {
                TendRefundOutcome.Done done => Html.SeeOther(done.Refund.StaffPath),
                TendRefundOutcome.Over over => Html.SeeOther(over.Refund.StaffPath),
                TendRefundOutcome.OnItsWay way => Html.SeeOther(way.Refund.StaffPath),
                _ => Html.Problem(Unknown),
            }
            : Html.Problem(Problems.FormTooOld);

    private static async Task<IResult> PlayAsync(
        string key, ReadRefund read, PrepareRefundTransaction prepare, SendPlayMoney play, Forms forms,
        HttpContext context, CancellationToken cancellationToken)
    {
        if (await forms.ReadAsync(context, cancellationToken) is null)
        {
            return Html.Problem(Problems.FormTooOld);
        }

        if (await prepare.HandleAsync(key, cancellationToken) is RefundTransactionOutcome.Made made)
        {
            await play.HandleAsync(PlayMove.ToReturn(made.Money), cancellationToken);
        }

        return await read.ForStaffAsync(key, cancellationToken) is { } view
            ? Html.SeeOther(view.StaffPath)
            : Html.Problem(Unknown);
    }

    private static async Task<IResult> PrepareAsync(
        string key, PrepareRefundTransaction prepare, CancellationToken cancellationToken)
    {
        try
        {
            return await prepare.HandleAsync(key, cancellationToken) switch
            {
                RefundTransactionOutcome.Made made => TypedResults.Ok(new
                {
                    Transaction = made.Transaction.TransactionBase64,
                    made.Transaction.LastValidBlockHeight,
                    made.Transaction.InWords,
                }),
                RefundTransactionOutcome.UnknownRefund => Refusal.NotFound("Refund not found."),
                RefundTransactionOutcome.Over => Refusal.Gone("It was sent, or withdrawn. Load the page again."),
                RefundTransactionOutcome.NoAddress => Refusal.Conflict("Nobody has said where it goes yet."),
                RefundTransactionOutcome.OnItsWay => Refusal.Conflict(
                    "What you signed may still land, so nothing else is prepared. Look again in about a minute."),
                var other => throw new InvalidOperationException($"No answer for {other.GetType().Name}."),
            };
        }
        catch (ChainUnreadableException)
        {
            return Refusal.Unavailable("The network cannot be asked right now. Nothing was sent; try again in a moment.");
        }
    }

    private static async Task<IResult> SendAsync(
        string key, ReadRefund read, TendRefund tend, IPaymentChain chain, IOutgoingChain outgoing, HttpRequest request,
        CancellationToken cancellationToken)
    {
        var (body, refusal) = await JsonBody.ReadAsync(request, cancellationToken);
        if (body is null)
        {
            return refusal!;
        }

        var text = body.RequiredText("signed_transaction", TransactionBytesMax * 2, 1);
        if (body.Refusal is { } wrong)
        {
            return wrong;
        }

        if (await read.ForStaffAsync(key, cancellationToken) is not { } view)
        {
            return Refusal.NotFound("Refund not found.");
        }

        // Our nodes are nobody's relay: only what carries this refund's own note is sent.
        var bytes = new byte[TransactionBytesMax];
        if (!Convert.TryFromBase64String(text, bytes, out var length) ||
            bytes.AsSpan(0, length).IndexOf(Encoding.ASCII.GetBytes(view.Memo)) < 0)
        {
            return Refusal.Field("signed_transaction", "This is not the transaction of this refund.");
        }

        var height = (await outgoing.FindAllAsync([], cancellationToken)).Height;
        return await chain.SendAsync(bytes.AsMemory(0, length), cancellationToken) switch
        {
            SendAnswer.Refused refused => Refusal.Conflict(refused.Why),
            SendAnswer.Taken taken => Named(await tend.NameAsync(
                key, taken.Signature, height + SendPayment.BlockhashBlocks, cancellationToken)),
            SendAnswer.Unknown { Signature: { } maybe } => Named(await tend.NameAsync(
                key, maybe, height + SendPayment.BlockhashBlocks, cancellationToken)),
            _ => Refusal.Unavailable("The network did not answer. Look again in a minute before you sign anew."),
        };
    }

    private static async Task<IResult> NameAsync(
        string key, TendRefund tend, IOutgoingChain outgoing, HttpRequest request, CancellationToken cancellationToken)
    {
        var (body, refusal) = await JsonBody.ReadAsync(request, cancellationToken);
        if (body is null)
        {
            return refusal!;
        }

        var signature = body.RequiredText("signature", 88, 1);
        if (body.Refusal is { } wrong)
        {
            return wrong;
        }

        var height = (await outgoing.FindAllAsync([], cancellationToken)).Height;
        return Named(await tend.NameAsync(key, signature, height + SendPayment.BlockhashBlocks, cancellationToken));
    }

    private static IResult Named(TendRefundOutcome outcome) => outcome switch
    {
        TendRefundOutcome.Done => TypedResults.Ok(new { State = "SIGNED" }),
        TendRefundOutcome.Over => Refusal.Gone("It was sent, or withdrawn. Load the page again."),
        TendRefundOutcome.OnItsWay => Refusal.Conflict("Another signed transaction may still land. Wait about a minute."),
        TendRefundOutcome.NotASignature => Refusal.Field("signature", "This is no Solana signature."),
        TendRefundOutcome.UnknownRefund => Refusal.NotFound("Refund not found."),
        _ => throw new InvalidOperationException($"No answer for {outcome.GetType().Name}."),
    };

    internal static string ChainOf(Network network) =>
        network.Name == Network.Mainnet ? "solana:mainnet" : $"solana:{network.Name}";
}
