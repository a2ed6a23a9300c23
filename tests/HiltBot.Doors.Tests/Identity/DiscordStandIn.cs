using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace HiltBot.Doors.Tests.Identity;

/// <summary>
/// Discord's sign-in on loopback: gives a code to whoever was sent by the application, and an access token for the code,
/// once, to whoever knows the application's secret and the proof key.
/// </summary>
internal sealed class DiscordStandIn : IAsyncDisposable
{
    public const string ApplicationId = "300000000000000003";
    public const string ClientSecret = "a client secret";

    private readonly WebApplication app;
    private readonly Dictionary<string, (string Challenge, string RedirectUri)> codes = [];
    private readonly HashSet<string> tokens = [];
    private int number;

    private DiscordStandIn(WebApplication app) => this.app = app;

    public string RestUrl => app.Urls.Single() + "/api/v10";

    /// <summary>The status that every question is answered with; null: the right one.</summary>
    public int? Misbehaves { get; set; }

    public List<string> Asked { get; } = [];

    public static async Task<DiscordStandIn> StartAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var discord = new DiscordStandIn(app);
        app.MapPost("/api/v10/oauth2/token", discord.TokenAsync);
        app.MapGet("/api/v10/users/@me", discord.Who);
        await app.StartAsync();
        return discord;
    }

    /// <summary>The person agrees on Discord's page; where the browser is sent then.</summary>
    public string Agree(string authorizeUrl)
    {
        var url = new Uri(authorizeUrl);
        Assert.Equal((new Uri(RestUrl).Authority, "/oauth2/authorize"), (url.Authority, url.AbsolutePath));
        var asked = HttpUtility.ParseQueryString(url.Query);
        Assert.Equal(
            ("code", ApplicationId, "identify", "S256"),
            (asked["response_type"], asked["client_id"], asked["scope"], asked["code_challenge_method"]));
        var code = $"code-{++number}";
        codes[code] = (asked["code_challenge"]!, asked["redirect_uri"]!);
        return $"{new Uri(asked["redirect_uri"]!).AbsolutePath}?code={code}&state={asked["state"]}";
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private async Task<IResult> TokenAsync(HttpRequest request)
    {
        Asked.Add("token");
        if (Misbehaves is { } status)
        {
            return Results.StatusCode(status);
        }

        var form = await request.ReadFormAsync();
        var challenge = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString())));
        if (!codes.Remove(form["code"].ToString(), out var given) || given.Challenge != challenge ||
            given.RedirectUri != form["redirect_uri"] || form["grant_type"] != "authorization_code" ||
            form["client_id"] != ApplicationId || form["client_secret"] != ClientSecret)
        {
            return Results.BadRequest(new { error = "invalid_grant" });
        }

        var token = $"token-{++number}";
        tokens.Add(token);
        return Results.Json(new { access_token = token, token_type = "Bearer", expires_in = 604800, scope = "identify" });
    }

    private IResult Who(HttpRequest request)
    {
        Asked.Add("who");
        return tokens.Contains(request.Headers.Authorization.ToString().Replace("Bearer ", "", StringComparison.Ordinal))
            ? Results.Json(new { id = "200000000000000002", username = "ana.b", global_name = "Ana \u202eB" })
            : Results.Unauthorized();
    }
}
