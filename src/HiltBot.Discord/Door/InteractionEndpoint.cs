using System.Globalization;
using System.Text;
using System.Text.Json;
using HiltBot.Discord.Rest;
using HiltBot.Engine.Values;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace HiltBot.Discord.Door;

/// <summary>
/// <c>POST /discord/interactions</c> (<see cref="DiscordReceive.Http"/>): signed by Discord with the
/// application's key, and answered in the response (discord.com/developers/docs/interactions/overview).
/// </summary>
public static class InteractionEndpoint
{
    public const string Path = "/discord/interactions";

    private const int BodyMax = 256 * 1024;
    private const int KeyLength = 32;
    private const int SignatureLength = 64;

    private static readonly TimeSpan AgeMax = TimeSpan.FromMinutes(5);

    // Clocks differ a little.
    private static readonly TimeSpan AheadMax = TimeSpan.FromSeconds(30);

    // Without the cast it would count as a delegate that writes its response by itself, and the result would
    // be lost.
    /// <summary>404 unless <see cref="DiscordOptions.Receive"/> says Http and the public key is
    /// there.</summary>
    public static IEndpointConventionBuilder MapDiscordInteractions(this IEndpointRouteBuilder routes) =>
        routes.MapPost(Path, (Delegate)HandleAsync).WithName("discord_interactions").ExcludeFromDescription();

    private static async Task<IResult> HandleAsync(HttpContext context)
    {
        var services = context.RequestServices;
        var settings = services.GetRequiredService<IOptions<DiscordOptions>>().Value;
        var time = services.GetRequiredService<TimeProvider>();
        var receivedAt = time.GetTimestamp();
        if (settings.Receive != DiscordReceive.Http || KeyOf(settings.PublicKey, KeyLength) is not { } key)
        {
            return Results.NotFound();
        }

        if (await ReadAsync(context.Request, context.RequestAborted) is not { } body)
        {
            return Results.StatusCode(StatusCodes.Status413PayloadTooLarge);
        }

        if (!IsSigned(context.Request, key, body, time.GetUtcNow()))
        {
            return Results.Text("The signature is not Discord's.", statusCode: StatusCodes.Status401Unauthorized);
        }

        if (Parse(body) is not { } interaction)
        {
            return Results.Text("That is no interaction.", statusCode: StatusCodes.Status400BadRequest);
        }

        // What is said afterwards goes on when the request is over: it stops with the host, not with the
        // caller.
        var first = new ResponseAnswer();
        _ = services.GetRequiredService<InteractionDoor>().HandleAsync(
            interaction, first, receivedAt,
            services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopped);
        return await first.Response is { } answer
            ? Results.Json(answer, DiscordJson.Options)
            : Results.StatusCode(StatusCodes.Status202Accepted);
    }

    private static Interaction? Parse(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return Interaction.Read(document.RootElement.Clone());
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static async Task<byte[]?> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > BodyMax)
        {
            return null;
        }

        using var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        try
        {
            while (await request.Body.ReadAsync(buffer, cancellationToken) is var length and > 0)
            {
                await body.WriteAsync(buffer.AsMemory(0, length), cancellationToken);
                if (body.Length > BodyMax)
                {
                    return null;
                }
            }
        }
        catch (BadHttpRequestException exception) when (
            exception.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return null;
        }

        return body.ToArray();
    }

    private static bool IsSigned(HttpRequest request, byte[] key, byte[] body, DateTimeOffset now)
    {
        var timestamp = request.Headers["X-Signature-Timestamp"].ToString();
        if (KeyOf(request.Headers["X-Signature-Ed25519"].ToString(), SignatureLength) is not { } signature ||
            !long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ||
            seconds > DateTimeOffset.MaxValue.ToUnixTimeSeconds())
        {
            return false;
        }

        var age = now - DateTimeOffset.FromUnixTimeSeconds(seconds);
        return age <= AgeMax && age >= -AheadMax &&
            Signatures.Verify(key, [.. Encoding.ASCII.GetBytes(timestamp), .. body], signature);
    }

    private static byte[]? KeyOf(string? hex, int length)
    {
        if (hex is null || hex.Length != length * 2 || !hex.All(char.IsAsciiHexDigit))
        {
            return null;
        }

        return Convert.FromHexString(hex);
    }
}

/// <summary>The first answer as the response of Discord's own request.</summary>
internal sealed class ResponseAnswer : IFirstAnswer
{
    private readonly TaskCompletionSource<InteractionResponse?> response =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Null: somebody else answers.</summary>
    public Task<InteractionResponse?> Response => response.Task;

    public Task<FirstAnswered> SendAsync(InteractionResponse body, CancellationToken cancellationToken) =>
        Task.FromResult(response.TrySetResult(body) ? FirstAnswered.Done : FirstAnswered.Already);

    public void StaySilent() => response.TrySetResult(null);
}
