using HiltBot.Engine.Buyers;
using HiltBot.Engine.Notices;
using HiltBot.Engine.Sandbox;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Webhooks;
using HiltBot.Web.Api.Accounts;
using HiltBot.Web.Api.Documents;
using HiltBot.Web.Api.Gate;
using HiltBot.Web.Api.Identity;
using HiltBot.Web.Api.Memberships;
using HiltBot.Web.Api.Payments;
using HiltBot.Web.Api.Phantom;
using HiltBot.Web.Api.Products;
using HiltBot.Web.Api.Receipts;
using HiltBot.Web.Api.Subscriptions;
using HiltBot.Web.Api.Support;
using HiltBot.Web.Api.Testing;
using HiltBot.Web.Api.Unmatched;
using HiltBot.Web.Api.Webhooks;
using HiltBot.Web.Checkout;
using HiltBot.Web.Mail;
using HiltBot.Web.Receipts;
using HiltBot.Web.Renewals;
using HiltBot.Web.Setup;
using HiltBot.Web.Simulator;
using HiltBot.Web.Webhooks;
using HiltBot.Web.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace HiltBot.Web;

/// <summary>Pages, the public part of <c>/v1</c>, and the simulator, for any host of the engine.</summary>
public static class HiltWeb
{
    /// <summary>Everything the pages need beside the engine and a store.</summary>
    /// <param name="hasSimulator">Whether the simulated chat is a platform here and has its page
    /// (<c>HiltBot:Simulator:Enabled</c>).</param>
    public static IServiceCollection AddHiltWeb(this IServiceCollection services, bool hasSimulator)
    {
        services.AddSingleton<IStartupFilter, WebEdge>();
        services.AddSingleton<IDataProtectionProvider>(
            provider => new KeyRingProtection(provider.GetRequiredService<KeyRing>()));
        services.AddRazorComponents();
        services.AddAntiforgery(options =>
        {
            options.Cookie.Name = "hilt_form";
            options.Cookie.SameSite = SameSiteMode.Strict;
            options.Cookie.HttpOnly = true;
            options.SuppressXFrameOptionsHeader = true;
        });
        services.AddScoped<Forms>();
        services.ConfigureHttpJsonOptions(options => WireJson.Configure(options.SerializerOptions));
        services.AddSingleton<RateLimits>().AddSingleton<SessionTokens>().AddSingleton<KeyUse>()
            .AddSingleton<GuessLimits>().AddSingleton<ExportTurns>().AddScoped<IdempotentRequests>()
            .AddScoped<WriteKeyUse>();
        services.AddSingleton<ProductOpens>().AddScoped<WriteProductOpens>();
        services.AddSingleton<IWebhookSender, HttpWebhookSender>().AddSingleton<IVisitorProof, DiscordOAuth>();
        services.AddSingleton<ILetterTransport, SmtpMail>().AddSingleton<ReceiptPdf>().AddSingleton<ProofMail>();
        services.AddApiDocument();
        RemoveFileKeys(services);
        if (hasSimulator)
        {
            services.AddSimulatedPlaces();
        }

        services.AddScoped<PayPages>().AddScoped<FindSession>().AddScoped<FollowPayment>().AddScoped<ConfirmSession>()
            .AddScoped<ReceiptReading>().AddScoped<SetUpWorkspace>();
        return services;
    }

    /// <summary>
    /// Maps every page and route of this room. The simulator appears where it is switched on.
    /// </summary>
    public static void MapHiltWeb(this IEndpointRouteBuilder routes)
    {
        routes.MapAssets();
        routes.MapCheckoutPages();
        routes.MapRenewalPages();
        routes.MapConnectPages();
        routes.MapRefundPages();
        routes.MapClaimPages();
        routes.MapSetup();
        routes.MapReceiptPages();
        routes.MapPublicProducts();
        routes.MapProducts();
        routes.MapPublicPayments();
        routes.MapIdentity();
        routes.MapSubscriptions();
        routes.MapPhantom();
        routes.MapPublicReceipts();
        routes.MapReceipts();
        routes.MapSupport();
        routes.MapAuth();
        routes.MapKeys();
        routes.MapAccount();
        routes.MapExport();
        routes.MapStaff();
        routes.MapCheckoutDomains();
        routes.MapWebhooks();
        routes.MapIntegrations();
        routes.MapTesting();
        routes.MapClock();
        routes.MapMemberships();
        routes.MapMoney();
        routes.MapPlayMoney();
        routes.MapDocuments();
        if (routes.ServiceProvider.GetService<SimSignal>() is not null)
        {
            routes.MapSimulator();
        }
    }

    /// <summary>
    /// Who calls the API, how often, and whether they may: before every route of <c>/v1</c>, after routing.
    /// </summary>
    public static void UseHiltApi(this IApplicationBuilder app) => app.UseMiddleware<ApiGate>();

    /// <summary>Routes that are answered to anybody and counted against nobody, such as health.</summary>
    public static RouteGroupBuilder MapSystem(this IEndpointRouteBuilder routes) =>
        routes.MapPublic(string.Empty, "System").WithMetadata(new IsUncounted());

    // The framework's own protection would write key files into somebody's home at start; ours needs none.
    private static void RemoveFileKeys(IServiceCollection services)
    {
        foreach (var starter in services.Where(one => one.ServiceType == typeof(IHostedService) &&
            one.ImplementationType?.Name == "DataProtectionHostedService").ToList())
        {
            services.Remove(starter);
        }
    }
}
