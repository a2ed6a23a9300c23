using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using HiltBot.Engine.Buyers;
using HiltBot.Engine.Chat;
using HiltBot.Engine.Checkouts;
using HiltBot.Engine.Values;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HiltBot.Web.Checkout;

/// <summary>
/// Section <c>HiltBot:Discord</c>, as far as it lets visitors of the checkout prove who they are.
/// </summary>
public sealed class DiscordOAuthOptions
{
    public const string Section = "HiltBot:Discord";

    public string? ApplicationId { get; set; }

    public string? ClientSecret { get; set; }

    /// <summary>Where Discord's API is; a stand-in in tests.</summary>
    public string RestUrl { get; set; } = "https://discord.com/api/v10";
}

/// <summary>
/// Discord's OAuth2 with the scope <c>identify</c> and nothing else (discord.com/developers/docs/topics/oauth2). The
/// access token lives as long as the one question that it is for.
/// </summary>
internal sealed partial class DiscordOAuth : IVisitorProof, IDisposable
{
    /// <summary>Where the browser returns to; has to be registered with the application.</summary>
    public const string ReturnPath = "/connect/discord";

    private const int AnswerBytesMax = 64 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    private readonly DiscordOAuthOptions options;
    private readonly string returnUrl;
    private readonly HttpClient http;
    private readonly ILogger<DiscordOAuth> logger;
    private bool isDown;

    public DiscordOAuth(IOptions<DiscordOAuthOptions> options, PublicAddress address, ILogger<DiscordOAuth> logger)
    {
        this.logger = logger;
        this.options = options.Value;
        returnUrl = address.To(ReturnPath);
        http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false })
        {
            Timeout = Patience,
            MaxResponseContentBufferSize = AnswerBytesMax,
        };
        http.DefaultRequestHeaders.UserAgent.ParseAdd("HiltBot");
    }

    public Platform Platform => Platform.Discord;

    public bool IsOffered => options is { ApplicationId.Length: > 0, ClientSecret.Length: > 0 };

    public string AuthorizeUrl(string state, string challenge) =>
        new Uri(options.RestUrl).GetLeftPart(UriPartial.Authority) + "/oauth2/authorize?response_type=code" +
        $"&client_id={Uri.EscapeDataString(options.ApplicationId!)}&scope=identify&state={state}" +
        $"&redirect_uri={Uri.EscapeDataString(returnUrl)}&code_challenge={challenge}&code_challenge_method=S256";

    public async Task<VisitorAnswer> AskAsync(string code, string verifier, CancellationToken cancellationToken)
    {
        var answer = await ExchangeAsync(code, verifier, cancellationToken);
        Note(answer as VisitorAnswer.Unreachable);
        return answer;
    }

    public void Dispose() => http.Dispose();

    private async Task<VisitorAnswer> ExchangeAsync(
        string code, string verifier, CancellationToken cancellationToken)
    {
        try
        {
            var (status, given) = await TokenAsync(code, verifier, cancellationToken);
            return status switch
            {
                HttpStatusCode.BadRequest or HttpStatusCode.Unauthorized => new VisitorAnswer.Refused(),
                HttpStatusCode.OK when TextOf(given, "access_token") is { } token =>
                    await WhoAsync(token, cancellationToken),
                _ => new VisitorAnswer.Unreachable($"Discord answered {(int)status}."),
            };
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException ||
            (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return new VisitorAnswer.Unreachable("Discord does not answer.");
        }
    }

    // Once for each change of state, however many visitors meet it.
    private void Note(VisitorAnswer.Unreachable? trouble)
    {
        if (trouble is not null && !isDown)
        {
            Log.IsDown(logger, trouble.Why);
        }
        else if (trouble is null && isDown)
        {
            Log.IsBack(logger);
        }

        isDown = trouble is not null;
    }

    private async Task<(HttpStatusCode Status, JsonElement Given)> TokenAsync(
        string code, string verifier, CancellationToken cancellationToken)
    {
        using var content = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["client_id"] = options.ApplicationId!,
            ["client_secret"] = options.ClientSecret!,
            ["grant_type"] = "authorization_code",
            ["code"] = code,
            ["redirect_uri"] = returnUrl,
            ["code_verifier"] = verifier,
        });
        using var answer = await http.PostAsync(To("/oauth2/token"), content, cancellationToken);
        return (answer.StatusCode, await ReadAsync(answer, cancellationToken));
    }

    private async Task<VisitorAnswer> WhoAsync(string token, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, To("/users/@me"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await http.SendAsync(request, cancellationToken);
        var person = await ReadAsync(answer, cancellationToken);
        return TextOf(person, "id") is { Length: <= 20 } id && id.All(char.IsAsciiDigit)
            ? new VisitorAnswer.Person(
                id, PlainText.Name(TextOf(person, "global_name") ?? TextOf(person, "username"), id))
            : new VisitorAnswer.Unreachable($"Discord answered {(int)answer.StatusCode}.");
    }

    private Uri To(string path) => new(options.RestUrl.TrimEnd('/') + path);

    private static async Task<JsonElement> ReadAsync(
        HttpResponseMessage answer, CancellationToken cancellationToken) =>
        answer.IsSuccessStatusCode
            ? JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsByteArrayAsync(cancellationToken))
            : default;

    private static string? TextOf(JsonElement content, string name) =>
        content.ValueKind == JsonValueKind.Object && content.TryGetProperty(name, out var value) &&
        value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private static partial class Log
    {
        [LoggerMessage(9111, LogLevel.Warning, "Visitors cannot prove who they are at Discord: {Why}")]
        public static partial void IsDown(ILogger logger, string why);

        [LoggerMessage(9112, LogLevel.Information, "Visitors can prove who they are at Discord again.")]
        public static partial void IsBack(ILogger logger);
    }
}
