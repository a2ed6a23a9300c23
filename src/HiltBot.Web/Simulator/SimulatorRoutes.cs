using System.Net;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using HiltBot.Engine.Chat;
using HiltBot.Engine.Checkouts;
using HiltBot.Engine.Sandbox;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.Web.Pages;
using HiltBot.Web.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace HiltBot.Web.Simulator;

/// <summary>
/// The chat simulator: its page, what it shows, and what people do in it. Its posts are JSON, which no other
/// site's page can send here without asking first.
/// </summary>
internal static class SimulatorRoutes
{
    private static readonly TimeSpan QuietTimeMax = TimeSpan.FromSeconds(10);

    public static void MapSimulator(this IEndpointRouteBuilder routes)
    {
        var simulator = routes.MapGroup("/simulator").ExcludeFromDescription()
            .AddEndpointFilter(RequireOurHostAsync);
        simulator.MapGet("/", ShowAsync);
        simulator.MapGet("/state", ReadAsync);
        simulator.MapGet("/commands", () => TypedResults.Ok(CommandList.All.Select(SimulatorView.Command)));
        simulator.MapGet("/events", Follow);
        var acts = simulator.MapGroup(string.Empty).AddEndpointFilter(RequireJsonAsync);
        acts.MapPost("/do", DoAsync);
        acts.MapPost("/talk", TalkAsync);
        acts.MapPost("/time", MoveTimeAsync);
    }

    // A page of somebody else whose name was made to point at this computer may send JSON here and read the
    // answers; its own name in the request gives it away.
    private static async ValueTask<object?> RequireOurHostAsync(
        EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var request = context.HttpContext.Request;
        var address = context.HttpContext.RequestServices.GetRequiredService<PublicAddress>();
        if (IsOurs(request.Host.Host, address.Origin))
        {
            return await next(context);
        }

        var text = $"The simulator answers under {address.Origin.Host} and on this computer, not under other " +
            $"names. Open {address.To("/simulator")}.";
        return HttpMethods.IsGet(request.Method) && request.Path.Value?.TrimEnd('/') == "/simulator"
            ? Html.Problem(new Problem(
                StatusCodes.Status421MisdirectedRequest, "The simulator is not here", text))
            : new Refusal(StatusCodes.Status421MisdirectedRequest, text);
    }

    internal static bool IsOurs(string host, Uri publicOrigin) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase) ||
        string.Equals(host, publicOrigin.Host, StringComparison.OrdinalIgnoreCase) ||
        (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private static async ValueTask<object?> RequireJsonAsync(
        EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        context.HttpContext.Request.HasJsonContentType()
            ? await next(context)
            : new Refusal(StatusCodes.Status415UnsupportedMediaType, "Send application/json.");

    private static async Task<IResult> ShowAsync(
        string? @as, OpenSimulatedPlaces places, BusinessTime time, Network network,
        CancellationToken cancellationToken)
    {
        await places.HandleAsync(cancellationToken);
        return Html.Page<SimulatorPage>(new
        {
            Me = SimWorld.FindPersona(@as) ?? SimWorld.Personas[0],
            NetworkName = network.Name,
            Now = PageText.Instant(time.Now()),
        });
    }

    private static async Task<IResult> ReadAsync(
        string? @as, ReadSimulatedPlaces read, SimSignal signal, CancellationToken cancellationToken)
    {
        if (SimWorld.FindPersona(@as) is not { } persona)
        {
            return Refusal.NotFound("Nobody here has that name.");
        }

        var version = signal.Version;
        return TypedResults.Ok(SimulatorView.State(await read.HandleAsync(persona, cancellationToken), version));
    }

    private static ServerSentEventsResult<long> Follow(
        SimSignal signal, TimeProvider time, IHostApplicationLifetime host, CancellationToken cancellationToken) =>
        TypedResults.ServerSentEvents(ChangesAsync(signal, time, host.ApplicationStopping, cancellationToken));

    // Also speaks when nothing changed here: another node may have done something, and a dead line is noticed.
    private static async IAsyncEnumerable<SseItem<long>> ChangesAsync(
        SimSignal signal, TimeProvider time, CancellationToken stopping,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(stopping, cancellationToken);
        while (!both.IsCancellationRequested)
        {
            var seen = signal.Version;
            yield return new SseItem<long>(seen, "change") { ReconnectionInterval = TimeSpan.FromSeconds(2) };
            await Quiet.UntilAsync(signal.WaitAsync(seen, QuietTimeMax, time, both.Token));
        }
    }

    private static async Task<IResult> DoAsync(
        HttpRequest request, DoInSimulatedPlace act, CancellationToken cancellationToken)
    {
        var (body, refusal) = await JsonBody.ReadAsync(request, cancellationToken);
        if (body is null)
        {
            return refusal!;
        }

        if (SimulatorInput.Doing(body) is not { } doing)
        {
            return body.Refusal ?? Refusal.Field("doing", "Nobody can do that here.");
        }

        return await act.HandleAsync(doing, cancellationToken) switch
        {
            SimDone.Done => TypedResults.Ok(new { Done = true }),
            SimDone.Refused refused => Refusal.Conflict(refused.Why),
            _ => throw new InvalidOperationException("A doing ends done or refused."),
        };
    }

    private static async Task<IResult> TalkAsync(
        HttpRequest request, TalkToSimulatedBot talk, CancellationToken cancellationToken)
    {
        var (body, refusal) = await JsonBody.ReadAsync(request, cancellationToken);
        if (body is null)
        {
            return refusal!;
        }

        if (SimulatorInput.Saying(body) is not { } saying)
        {
            return body.Refusal ?? Refusal.Field("text", "A command starts with a slash: /help lists them.");
        }

        return await talk.HandleAsync(saying, cancellationToken) switch
        {
            SimTalk.Answered answered => TypedResults.Ok(new { Reply = SimulatorView.Reply(answered.Reply) }),
            SimTalk.Refused refused => Refusal.Conflict(refused.Why),
            _ => throw new InvalidOperationException("A saying is answered or refused."),
        };
    }

    private static async Task<IResult> MoveTimeAsync(
        HttpRequest request, MoveClock clock, NextEvent next, BusinessTime time, SimSignal signal, Network network,
        CancellationToken cancellationToken)
    {
        var (body, refusal) = await JsonBody.ReadAsync(request, cancellationToken);
        if (body is null)
        {
            return refusal!;
        }

        if (!network.IsPlay)
        {
            return Refusal.Conflict($"The clock of {network.Name} is everybody's and cannot be moved.");
        }

        var move = body.RequiredText("move");
        TimeSpan? length = move switch
        {
            "hour" => TimeSpan.FromHours(1),
            "day" => TimeSpan.FromDays(1),
            "week" => TimeSpan.FromDays(7),
            "next" => await next.HandleAsync(cancellationToken) - time.Now(),
            _ => null,
        };
        if (length is not { } step)
        {
            return body.Refusal ?? (move == "next"
                ? Refusal.Conflict("Nothing lies ahead: no membership and no checkout is running.")
                : Refusal.Field("move", "Move by hour, day, week, or to the next event."));
        }

        await clock.HandleAsync(step > TimeSpan.Zero ? step : TimeSpan.FromSeconds(1), cancellationToken);
        signal.Raise();
        return TypedResults.Ok(new { Text = $"It is {PageText.Instant(time.Now())} now." });
    }
}
