using HiltBot.Engine.Handoffs;
using HiltBot.Engine.Memberships;
using HiltBot.Engine.Merchants;
using HiltBot.Engine.Products;
using HiltBot.Engine.Sandbox;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.Engine.Webhooks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HiltBot.TestHost;

/// <summary>What a test may ask its host for besides the product's own routes. Every one goes through the product's steps.</summary>
internal static class TestDoor
{
    private const string Guild = "100";
    private static readonly TimeSpan CodeLifetime = TimeSpan.FromMinutes(5);

    public static void MapTestDoor(this WebApplication app)
    {
        app.MapPost("/test/offer", MakeOfferAsync);
        app.MapPost("/test/handoff", MakeHandoffAsync);
        app.MapPost("/test/clock", MoveClockAsync);
        app.MapPost("/test/hook", ListenAsync);
    }

    internal sealed record OfferRequest(string Wallet, long Amount, int Days, int GraceDays, string[] Roles)
    {
        /// <summary>Null: the server's default asset.</summary>
        public string? TokenMint { get; init; }

        /// <summary>Renews by itself.</summary>
        public bool Renews { get; init; }
    }

    internal sealed record HandoffRequestBody(string ProductId, string Account);

    internal sealed record ClockRequest(long Seconds);

    internal sealed record HookRequest(string ProductId, string Url);

    private static async Task<IResult> MakeOfferAsync(OfferRequest request, IServiceProvider services, CancellationToken stop)
    {
        var work = services.GetRequiredService<Work>();
        var merchantId = await work.ReadAsync(
            db => db.Products.Where(row => row.MerchantWallet == request.Wallet)
                .Select(row => (MerchantId?)row.MerchantId).FirstOrDefaultAsync(stop),
            stop)
            ?? await MakeMerchantAsync(services, work, request.Wallet, stop);
        var outcome = await services.GetRequiredService<CreateProduct>().HandleAsync(
            merchantId,
            new NewProduct(ProductType.PaymentLink, "Members")
            {
                AmountMinorUnits = request.Amount,
                MerchantWallet = request.Wallet,
                TokenMint = request.TokenMint,
                Membership = new MembershipTerms
                {
                    Billing = new Billing(BillingUnit.Day, request.Days, "UTC", null),
                    GracePeriodDays = request.GraceDays,
                    RenewalMode = request.Renews ? RenewalMode.Automatic : RenewalMode.OneOff,
                    Targets = [.. request.Roles.Select(role => new NewTarget(Platform.Discord, $"{Guild}/{role}"))],
                },
            },
            Actor.System,
            stop);
        return outcome is ProductOutcome.Saved saved
            ? Results.Json(new { product_id = saved.Product.Id.ToString(), slug = saved.Product.Slug })
            : Results.BadRequest(outcome is ProductOutcome.Refused refused ? string.Join('\n', refused.Problems) : outcome.ToString());
    }

    // One merchant a wallet; the guild is the first one's.
    private static async Task<MerchantId> MakeMerchantAsync(
        IServiceProvider services, Work work, string wallet, CancellationToken stop)
    {
        if (await work.ReadAsync(db => db.Merchants.AnyAsync(stop), stop))
        {
            var stranger = (MerchantOutcome.Made)await services.GetRequiredService<MakeMerchant>().HandleAsync(
                new NewMerchant("Stranger") { Owner = new StaffAccount(Platform.Discord, wallet[..8], "Stranger") },
                Actor.System, stop);
            return stranger.MerchantId;
        }

        var owner = new StaffAccount(Platform.Discord, "owner", "Owner");
        var made = (MerchantOutcome.Made)await services.GetRequiredService<MakeMerchant>().HandleAsync(
            new NewMerchant("Test") { Owner = owner }, Actor.System, stop);
        var code = await work.RunAsync(
            db => services.GetRequiredService<OneTimeCodes>().IssueAsync(
                db, CodePurpose.BindCommunity, made.MerchantId, null, CodeLifetime, stop),
            stop);
        await services.GetRequiredService<BindCommunity>().HandleAsync(
            new BindRequest(Platform.Discord, Guild, "Guild", code, owner, MayManage: true) { AlertChannelId = "alerts" }, stop);
        return made.MerchantId;
    }

    private static async Task<IResult> MakeHandoffAsync(
        HandoffRequestBody request, IServiceProvider services, CancellationToken stop)
    {
        var merchantId = await MerchantOfAsync(services, request.ProductId, stop);
        var outcome = await services.GetRequiredService<MakeHandoffLink>().HandleAsync(
            new HandoffRequest(merchantId, ProductId.From(Guid.Parse(request.ProductId)), request.Account) { AskedOn = Platform.Discord },
            stop);
        return outcome is HandoffOutcome.Made made
            ? Results.Json(new { handoff_token = made.Token, url = made.Url })
            : Results.BadRequest(outcome.ToString());
    }

    // The software of the merchant whose product it is, for all events.
    private static async Task<IResult> ListenAsync(HookRequest request, IServiceProvider services, CancellationToken stop)
    {
        var outcome = await services.GetRequiredService<CreateEndpoint>().HandleAsync(
            await MerchantOfAsync(services, request.ProductId, stop),
            new EndpointEdit { Label = "Software", Url = request.Url }, Actor.System, stop);
        return outcome is EndpointOutcome.Saved saved
            ? Results.Json(new { secret = saved.Secret })
            : Results.BadRequest(outcome.ToString());
    }

    private static Task<MerchantId> MerchantOfAsync(IServiceProvider services, string productId, CancellationToken stop) =>
        services.GetRequiredService<Work>().ReadAsync(
            db => db.Products.Where(row => row.Id == ProductId.From(Guid.Parse(productId)))
                .Select(row => row.MerchantId).SingleAsync(stop),
            stop);

    private static async Task<IResult> MoveClockAsync(ClockRequest request, IServiceProvider services, CancellationToken stop)
    {
        await services.GetRequiredService<MoveClock>().HandleAsync(TimeSpan.FromSeconds(request.Seconds), stop);
        return Results.Ok();
    }
}
