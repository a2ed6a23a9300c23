using HiltBot.Contracts.Checkout;
using HiltBot.Contracts.Products;
using HiltBot.Engine.Checkouts;
using HiltBot.Engine.Checkouts.Phantom;
using HiltBot.Engine.Handoffs;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Products;
using HiltBot.Engine.Values;
using HiltBot.Web.Api.Gate;
using HiltBot.Web.Api.Payments;
using HiltBot.Web.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace HiltBot.Web.Api.Products;

/// <summary>What a merchant sells (contract 4.1, 4.2).</summary>
internal static class ProductRoutes
{
    public const string NoProduct = "Product not found.";

    public static void MapProducts(this IEndpointRouteBuilder routes)
    {
        var products = routes.MapMerchant("/v1/products", "Products");
        products.MapPost("/", CreateAsync).WithName("create_product").Refuses(400, 503)
            .WithSummary("Puts something on sale: a payment link at a price, or a tip jar.");
        products.MapGet("/", ListAsync).WithName("list_products")
            .WithSummary("Products, newest first; archived ones too.");
        products.MapGet("/{product_id}", ReadAsync).WithName("get_product").Refuses(404)
            .WithSummary("Reads one product with its settings, its sales and their volume.");
        products.MapPatch("/{product_id}", EditAsync).WithName("update_product").Refuses(400, 404, 409, 503)
            .WithSummary("Changes a product; present members and open sessions keep their terms.");
        products.MapDelete("/{product_id}", ArchiveAsync).WithName("archive_product").Refuses(404)
            .WithSummary("Ends its sales; present members keep access and may renew.");
        products.MapGet("/{product_id}/payments", PaymentsAsync).WithName("list_product_payments").Refuses(404)
            .WithSummary("Payments of a product, newest first, open and failed ones too.");
        products.MapGet("/{product_id}/analytics", AnalyticsAsync).WithName("get_product_analytics").Refuses(404)
            .WithSummary("Counts from open to payment, money, members, deliveries and support.");
        products.MapPost("/{product_id}/handoff-link", HandOffAsync).WithName("create_handoff_link")
            .Refuses(404, 409).WithSummary("Makes a checkout link that fixes who gets access.");
    }

    private static async Task<Results<Ok<ProductResponse>, Refusal>> CreateAsync(
        CalledBy caller, Body<CreateProductRequest> body, CreateProduct create, ReadProducts read,
        PublicAddress address, CancellationToken cancellationToken)
    {
        var (wanted, refusal) = ProductReading.New(body.Value);
        if (wanted is null)
        {
            return refusal!;
        }

        var outcome = await create.HandleAsync(caller.MerchantId, wanted, caller.Actor, cancellationToken);
        return await AnswerAsync(outcome, caller, read, address, cancellationToken);
    }

    private static async Task<Ok<IReadOnlyList<ProductResponse>>> ListAsync(
        CalledBy caller, Query<ProductsQuery> query, ReadProducts read, PublicAddress address,
        CancellationToken cancellationToken)
    {
        var wanted = query.Value;
        var (hasStatus, status) = Filter<ProductStatus>(wanted.Status);
        var (hasType, type) = Filter<ProductType>(wanted.ProductType);
        IReadOnlyList<ProductView> found = hasStatus && hasType
            ? await read.HandleAsync(
                caller.MerchantId, status, type, wanted.Offset, wanted.Limit, cancellationToken)
            : [];
        return TypedResults.Ok<IReadOnlyList<ProductResponse>>(
            [.. found.Select(view => ProductWire.Product(view, address))]);
    }

    private static async Task<Results<Ok<ProductResponse>, Refusal>> ReadAsync(
        PathId<ProductId> productId, CalledBy caller, ReadProducts read, PublicAddress address,
        CancellationToken cancellationToken) =>
        await read.HandleAsync(caller.MerchantId, productId.Value, cancellationToken) is { } view
            ? TypedResults.Ok(ProductWire.Product(view, address))
            : Refusal.NotFound(NoProduct);

    private static async Task<Results<Ok<ProductResponse>, Refusal>> EditAsync(
        PathId<ProductId> productId, CalledBy caller, Body<UpdateProductRequest> body, EditProduct edit,
        ReadProducts read, PublicAddress address, CancellationToken cancellationToken)
    {
        // Settings are merged onto what was read, so an edit in between is taken in by merging again.
        const int triesMax = 5;
        ProductOutcome outcome;
        var tries = 0;
        do
        {
            if (await read.HandleAsync(caller.MerchantId, productId.Value, cancellationToken) is not { } known)
            {
                return Refusal.NotFound(NoProduct);
            }

            var (wanted, refusal) = ProductReading.Edit(body.Value, known);
            if (wanted is null)
            {
                return refusal!;
            }

            outcome = await edit.HandleAsync(
                caller.MerchantId, productId.Value, wanted, caller.Actor, cancellationToken);
        }
        while (outcome is ProductOutcome.Conflict && ++tries < triesMax);
        return await AnswerAsync(outcome, caller, read, address, cancellationToken);
    }

    private static async Task<Results<Ok<ProductResponse>, Refusal>> ArchiveAsync(
        PathId<ProductId> productId, CalledBy caller, ArchiveProduct archive, ReadProducts read,
        PublicAddress address, CancellationToken cancellationToken) =>
        await AnswerAsync(
            await archive.HandleAsync(caller.MerchantId, productId.Value, caller.Actor, cancellationToken),
            caller, read, address, cancellationToken);

    private static async Task<Results<Ok<IReadOnlyList<PaymentResponse>>, Refusal>> PaymentsAsync(
        PathId<ProductId> productId, CalledBy caller, Query<ProductPaymentsQuery> query,
        ReadProductPayments read, PhantomLinks links, CancellationToken cancellationToken)
    {
        var wanted = query.Value;
        var (hasStatus, status) = Filter<PaymentStatus>(wanted.Status);
        var found = await read.HandleAsync(
            caller.MerchantId, productId.Value, status, wanted.Offset, wanted.Limit, cancellationToken);
        return found is null
            ? Refusal.NotFound(NoProduct)
            : TypedResults.Ok<IReadOnlyList<PaymentResponse>>(
                hasStatus ? [.. found.Select(row => PaymentWire.Merchant(row, links))] : []);
    }

    private static async Task<Results<Ok<ProductAnalyticsResponse>, Refusal>> AnalyticsAsync(
        PathId<ProductId> productId, CalledBy caller, ReadProductAnalytics read,
        CancellationToken cancellationToken) =>
        await read.HandleAsync(caller.MerchantId, productId.Value, cancellationToken) is { } analytics
            ? TypedResults.Ok(ProductWire.Analytics(analytics))
            : Refusal.NotFound(NoProduct);

    private static async Task<Results<Ok<HandoffResponse>, Refusal>> HandOffAsync(
        PathId<ProductId> productId, CalledBy caller, Body<CreateHandoffRequest> body, MakeHandoffLink make,
        CancellationToken cancellationToken)
    {
        var wanted = body.Value;
        var outcome = await make.HandleAsync(
            new HandoffRequest(caller.MerchantId, productId.Value, wanted.IdentityValue.Trim())
            {
                IdentityType = wanted.IdentityType is { } type
                    ? EnumText.Parse<IdentityType>(type.Trim().ToUpperInvariant())
                    : null,
                IdentityDisplay = wanted.IdentityDisplay,
                ReturnUrl = wanted.ReturnUrl,
                ExpiresInMinutes = wanted.ExpiresInMinutes,
            },
            cancellationToken);
        return outcome is HandoffOutcome.Made made
            ? TypedResults.Ok(PublicProductWire.Handoff(made.Claim, made.Slug) with
            {
                HandoffToken = made.Token,
                CheckoutUrl = made.Url,
            })
            : Answer(outcome)!;
    }

    /// <summary>
    /// Null when a link was made. The owner sees an archived product, so that is no 404 here.
    /// </summary>
    internal static Refusal? Answer(HandoffOutcome outcome) => outcome switch
    {
        HandoffOutcome.Made => null,
        HandoffOutcome.UnknownProduct => Refusal.NotFound(NoProduct),
        HandoffOutcome.NotForSale { Why: SaleRefusal.Archived } => Refusal.Conflict("This product is archived."),
        HandoffOutcome.NotForSale refused =>
            PublicProductRoutes.Answer(new CheckoutOutcome.NotForSale(refused.Why)),
        HandoffOutcome.Refused refused => Refusal.Field(refused.Field, refused.Why),
        _ => throw new InvalidOperationException($"No answer for {outcome.GetType().Name}."),
    };

    /// <summary>Null when it was saved.</summary>
    internal static Refusal? Answer(ProductOutcome outcome) => outcome switch
    {
        ProductOutcome.Saved => null,
        ProductOutcome.UnknownProduct => Refusal.NotFound(NoProduct),
        ProductOutcome.NotAllowed refused => new Refusal(StatusCodes.Status403Forbidden, refused.Why),
        ProductOutcome.Conflict => Refusal.Conflict("Somebody else is changing this product. Try again."),
        ProductOutcome.Refused refused when refused.Problems.FirstOrDefault(one => one.IsMissing) is { } missing =>
            new Refusal(StatusCodes.Status400BadRequest, missing.Why),
        ProductOutcome.Refused refused => Refusal.Invalid(
            [.. refused.Problems.Select(one => ProductSettings.Problem(["body", .. one.Field.Split('.')], one.Why))]),
        _ => throw new InvalidOperationException($"No answer for {outcome.GetType().Name}."),
    };

    private static async Task<Results<Ok<ProductResponse>, Refusal>> AnswerAsync(
        ProductOutcome outcome, CalledBy caller, ReadProducts read, PublicAddress address,
        CancellationToken cancellationToken)
    {
        if (outcome is not ProductOutcome.Saved saved)
        {
            return Answer(outcome)!;
        }

        return await read.HandleAsync(caller.MerchantId, saved.Product.Id, cancellationToken) is { } view
            ? TypedResults.Ok(ProductWire.Product(view, address))
            : Refusal.NotFound(NoProduct);
    }

    // A word that is none finds nothing (contract 2.7).
    private static (bool IsKnown, TWord? Word) Filter<TWord>(string? sent)
        where TWord : struct, Enum => sent is null
            ? (true, null)
            : EnumText.TryParse<TWord>(sent.Trim().ToUpperInvariant(), out var word) ? (true, word) : (false, null);
}
