using HiltBot.Engine.Payments;
using HiltBot.Engine.Renewals;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.Web.Pages;
using HiltBot.Web.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace HiltBot.Web.Renewals;

/// <summary>
/// Renewals that are collected by themselves, for people: the merchant publishes a product's plan at
/// <c>/p/{slug}/plan</c>, the payer looks at their renewal, ends it, resumes it or approves again at
/// <c>/renewals/{id}</c>. Whoever has an address may look; only the wallet's signature changes anything.
/// </summary>
internal static class RenewalPages
{
    private const int TransactionBytesMax = 1232;

    public static string PathOf(AuthorizationId id) => $"/renewals/{Id.ToOpaque(id)}";

    public static void MapRenewalPages(this IEndpointRouteBuilder routes)
    {
        var plan = routes.MapGroup("/p/{slug}/plan").ExcludeFromDescription();
        plan.MapGet("/", ShowPlanAsync);
        plan.MapPost("/prepare", PreparePlanAsync);
        plan.MapPost("/send", SendPlanAsync);
        var renewal = routes.MapGroup("/renewals/{id}").ExcludeFromDescription();
        renewal.MapGet("/", ShowRenewalAsync);
        renewal.MapPost("/prepare", PrepareRenewalAsync);
        renewal.MapPost("/send", SendRenewalAsync);
    }

    private static async Task<IResult> ShowPlanAsync(
        string slug, PublishPlan publish, Network network, CancellationToken cancellationToken) =>
        await publish.HandleAsync(slug, cancellationToken) is var outcome && outcome is PlanOutcome.Shown { View: var view }
            ? Html.Page<AgreementPage>(new { View = RenewalWording.Of(view, ChainOf(network)) })
            : Html.Problem(RenewalWording.Problem(outcome));

    private static async Task<IResult> PreparePlanAsync(
        string slug, PublishPlan publish, CancellationToken cancellationToken) =>
        await publish.HandleAsync(slug, cancellationToken) is PlanOutcome.Shown { View.Transaction: { } transaction }
            ? Answer(transaction)
            : Refusal.Conflict("The plan stands already, or cannot be published: load the page again.");

    private static async Task<IResult> SendPlanAsync(
        string slug, PublishPlan publish, HttpRequest request, CancellationToken cancellationToken)
    {
        var (_, bytes, refusal) = await ReadAsync(request, cancellationToken);
        return refusal ?? Answer(await publish.SendAsync(slug, bytes, cancellationToken));
    }

    private static async Task<IResult> ShowRenewalAsync(
        string id, RenewalAgreement agreement, Network network, CancellationToken cancellationToken) =>
        Id.TryFromOpaque<AuthorizationId>(id, out var known) &&
        await agreement.ReadAsync(known, cancellationToken) is { } view
            ? Html.Page<AgreementPage>(new { View = RenewalWording.Of(view, ChainOf(network)) })
            : Html.Problem(Problems.NoSuchPage);

    private static async Task<IResult> PrepareRenewalAsync(
        string id, RenewalAgreement agreement, HttpRequest request, CancellationToken cancellationToken)
    {
        var (body, refusal) = await JsonBody.ReadAsync(request, cancellationToken);
        if (body is null)
        {
            return refusal!;
        }

        var act = ActOf(body.RequiredText("act", 16, 1));
        if (body.Refusal is { } wrong)
        {
            return wrong;
        }

        return act is { } wanted && Id.TryFromOpaque<AuthorizationId>(id, out var known) &&
            await agreement.PrepareAsync(known, wanted, cancellationToken) is { } prepared
            ? Answer(prepared)
            : Refusal.Conflict("That is not possible now: load the page again to see how the renewal stands.");
    }

    private static async Task<IResult> SendRenewalAsync(
        string id, RenewalAgreement agreement, HttpRequest request, CancellationToken cancellationToken)
    {
        var (act, bytes, refusal) = await ReadAsync(request, cancellationToken);
        return (refusal, act) switch
        {
            ({ } wrong, _) => wrong,
            (_, { } wanted) when Id.TryFromOpaque<AuthorizationId>(id, out var known) =>
                Answer(await agreement.SendAsync(known, wanted, bytes, cancellationToken)),
            _ => Refusal.NotFound("Renewal not found."),
        };
    }

    private static async Task<(RenewalAct? Act, ReadOnlyMemory<byte> Bytes, Refusal? Refusal)> ReadAsync(
        HttpRequest request, CancellationToken cancellationToken)
    {
        var (body, refusal) = await JsonBody.ReadAsync(request, cancellationToken);
        if (body is null)
        {
            return (null, default, refusal);
        }

        var act = ActOf(body.RequiredText("act", 16, 1));
        var text = body.RequiredText("signed_transaction", TransactionBytesMax * 2, 1);
        var bytes = new byte[TransactionBytesMax];
        return body.Refusal is { } wrong ? (null, default, wrong)
            : Convert.TryFromBase64String(text, bytes, out var length) ? (act, bytes.AsMemory(0, length), null)
            : (null, default, Refusal.Field("signed_transaction", "This is no transaction in base64."));
    }

    private static Ok<PreparedAgreement> Answer(PreparedPayment prepared) =>
        TypedResults.Ok(new PreparedAgreement(prepared.TransactionBase64, prepared.LastValidBlockHeight, prepared.InWords));

    private static IResult Answer(SendAnswer answer) => answer switch
    {
        SendAnswer.Refused refused => Refusal.Conflict(refused.Why),
        SendAnswer.Taken taken => TypedResults.Ok(new { TxSignature = taken.Signature, IsTaken = true }),
        SendAnswer.Unknown unknown => TypedResults.Ok(new { TxSignature = unknown.Signature ?? string.Empty, IsTaken = false }),
        _ => throw new InvalidOperationException($"No answer for {answer.GetType().Name}."),
    };

    private static RenewalAct? ActOf(string name) => name switch
    {
        "cancel" => RenewalAct.Cancel,
        "resume" => RenewalAct.Resume,
        "approve" => RenewalAct.Approve,
        _ => null,
    };

    private static string ChainOf(Network network) =>
        network.Name == Network.Mainnet ? "solana:mainnet" : $"solana:{network.Name}";
}

/// <summary>What the page's wallet is asked to sign.</summary>
internal sealed record PreparedAgreement(string Transaction, long LastValidBlockHeight, IReadOnlyList<string> InWords);
