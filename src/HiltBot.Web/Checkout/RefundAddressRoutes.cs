using HiltBot.Engine.Payments;
using HiltBot.Engine.Payments.Refunds;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.Web.Pages;
using HiltBot.Web.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace HiltBot.Web.Checkout;

/// <summary>The page on which a buyer names where a refund goes, and signs for it.</summary>
internal static class RefundAddressRoutes
{
    private const int SignatureBytes = 64;

    public static void MapRefundAddressPages(this IEndpointRouteBuilder routes)
    {
        var address = routes.MapGroup("/refund/to/{key}").ExcludeFromDescription();
        address.MapGet("/", ShowAsync);
        address.MapPost("/text", TextAsync);
        address.MapPost("/prove", ProveAsync);
    }

    private static async Task<IResult> ShowAsync(
        string key, ReadRefund read, Network network, CancellationToken cancellationToken) =>
        await read.ForBuyerAsync(key, cancellationToken) is { } view
            ? Html.Page<RefundAddressPage>(new { View = view, Chain = RefundRoutes.ChainOf(network), IsPlay = !network.IsLive })
            : Html.Problem(new Problem(
                StatusCodes.Status404NotFound, "There is no such refund", "Open the link that you were given once more."));

    private static async Task<IResult> TextAsync(
        string key, StartMoneyProof start, HttpRequest request, CancellationToken cancellationToken)
    {
        var (body, refusal) = await JsonBody.ReadAsync(request, cancellationToken);
        if (body is null)
        {
            return refusal!;
        }

        var wallet = body.RequiredText("wallet", 64, 1);
        return body.Refusal ?? Started(await start.ForRefundAsync(key, wallet, cancellationToken));
    }

    private static async Task<IResult> ProveAsync(
        string key, NameRefundAddress name, HttpRequest request, CancellationToken cancellationToken)
    {
        var (body, refusal) = await JsonBody.ReadAsync(request, cancellationToken);
        if (body is null)
        {
            return refusal!;
        }

        var (id, signature) = ReadProof(body);
        return body.Refusal is { } wrong ? wrong : await name.HandleAsync(key, id, signature, cancellationToken) switch
        {
            RefundAddressOutcome.Named named => TypedResults.Ok(new
            {
                Said = $"Thank you. {named.Refund.Amount} goes to {named.Refund.ToWallet} as soon as " +
                    $"{named.Refund.MerchantName} signs.",
            }),
            RefundAddressOutcome.NotProven => Refusal.Field(
                "signature", "This signature does not count: it is too late, was used, or is of another wallet. Sign again."),
            RefundAddressOutcome.Over => Refusal.Gone("The refund is signed, sent or withdrawn; it goes nowhere else."),
            var other => throw new InvalidOperationException($"No answer for {other.GetType().Name}."),
        };
    }

    internal static (MoneyProofId Id, byte[]? Signature) ReadProof(JsonBody body)
    {
        var id = Id.TryParse<MoneyProofId>(body.RequiredText("proof", 36, 1), out var parsed) ? parsed : default;
        var bytes = new byte[SignatureBytes];
        return (id, Convert.TryFromBase64String(body.RequiredText("signature", 88, 1), bytes, out var length) &&
            length == SignatureBytes ? bytes : null);
    }

    internal static IResult Started(ProofStart outcome) => outcome switch
    {
        ProofStart.Started started => TypedResults.Ok(new { Proof = started.Id.ToString(), started.Text }),
        ProofStart.NotAWallet => Refusal.Field(
            "wallet", "This is no wallet that can sign for itself. An exchange's deposit address is none."),
        ProofStart.Over => Refusal.Gone("The refund is signed, sent or withdrawn; it goes nowhere else."),
        ProofStart.Unknown => Refusal.NotFound("There is nothing like that here."),
        _ => throw new InvalidOperationException($"No answer for {outcome.GetType().Name}."),
    };
}
