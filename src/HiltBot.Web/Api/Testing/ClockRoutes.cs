using HiltBot.Contracts.Testing;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Sandbox;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.Web.Api.Gate;
using HiltBot.Web.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace HiltBot.Web.Api.Testing;

/// <summary>
/// The second clock, for software that wants to see a membership lapse within a minute: an extension of ours that is
/// there on play networks only (rule 5).
/// </summary>
internal static class ClockRoutes
{
    private static readonly DateTimeOffset Latest = new(2200, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static void MapClock(this IEndpointRouteBuilder routes)
    {
        var clock = routes.MapMerchant("/v1/testing/clock", "Testing");
        clock.MapGet("/", ReadAsync).WithName("get_testing_clock").Refuses(404).IsExtension()
            .WithSummary("Business time, and when something happens next by itself.");
        clock.MapPost("/", MoveAsync).WithName("move_testing_clock").Refuses(404, 409, 503).IsExtension()
            .WithSummary("Moves business time forward for the whole installation; never backwards.");
    }

    private static async Task<Results<Ok<ClockResponse>, Refusal>> ReadAsync(
        Network network, BusinessTime business, NextEvent next, CancellationToken cancellationToken) =>
        network.IsPlay
            ? TypedResults.Ok(await SayAsync(network, business, next, cancellationToken))
            : Refusal.NoSuchPath;

    private static async Task<Results<Ok<ClockResponse>, Refusal>> MoveAsync(
        Body<MoveClockRequest> body, Network network, BusinessTime business, NextEvent next, MoveClock move,
        IServiceProvider services, CancellationToken cancellationToken)
    {
        if (!network.IsPlay)
        {
            return Refusal.NoSuchPath;
        }

        var (length, refusal) = await LengthAsync(body.Value, business.Now(), next, cancellationToken);
        if (length is not { } forward)
        {
            return refusal!;
        }

        try
        {
            await move.HandleAsync(forward, cancellationToken);
        }
        catch (ChainUnreadableException)
        {
            return Refusal.Unavailable("The ledger did not answer; read the clock before you move it again.");
        }

        (services.GetService(typeof(SimSignal)) as SimSignal)?.Raise();
        return TypedResults.Ok(await SayAsync(network, business, next, cancellationToken));
    }

    private static async Task<(TimeSpan? Length, Refusal? Refusal)> LengthAsync(
        MoveClockRequest wanted, DateTimeOffset now, NextEvent next, CancellationToken cancellationToken)
    {
        var field = wanted switch
        {
            { Seconds: not null, To: null } when wanted.ToNextEvent != true => "seconds",
            { Seconds: null, To: not null } when wanted.ToNextEvent != true => "to",
            { Seconds: null, To: null, ToNextEvent: true } => "to_next_event",
            _ => null,
        };
        DateTimeOffset? until = field switch
        {
            "seconds" => now.AddSeconds(wanted.Seconds!.Value),
            "to" => InstantText.TryRead(wanted.To, out var instant) ? instant : null,
            "to_next_event" => await next.HandleAsync(cancellationToken),
            _ => null,
        };
        return (field, until) switch
        {
            (null, _) => (null, Refusal.Field("seconds", "Send exactly one of seconds, to and to_next_event.")),
            ("to_next_event", null) => (null, Refusal.Conflict("Nothing lies ahead in this workspace.")),
            (_, null) => (null, Refusal.Field(field, "Input should be an instant of ISO 8601")),
            (_, { } at) when at < now => (null, Refusal.Field(field, "Time goes forward only.")),
            (_, { } at) when at > Latest => (null, Refusal.Field(field, "The clock goes to the year 2200.")),
            (_, { } at) => (at - now, null),
        };
    }

    private static async Task<ClockResponse> SayAsync(
        Network network, BusinessTime business, NextEvent next, CancellationToken cancellationToken) => new()
        {
            Network = network.Name,
            Now = business.Now(),
            OffsetSeconds = (long)business.Offset.TotalSeconds,
            NextEventAt = await next.HandleAsync(cancellationToken),
        };
}
