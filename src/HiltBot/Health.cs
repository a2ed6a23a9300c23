using System.Globalization;
using System.Text.Json;
using HiltBot.Contracts.Health;
using HiltBot.Discord;
using HiltBot.Engine.Outbox;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.Telegram;
using HiltBot.Web;
using HiltBot.Web.Wire;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace HiltBot;

/// <summary>
/// <c>/health</c> and <c>/v1/health</c> (contract 12.3): 503 when the database is down, else 200 with what is behind or
/// failing. The answer is open: checks beyond database and redis are ours.
/// </summary>
internal static class Health
{
    public static void AddHealth(this IServiceCollection services) =>
        services.AddSingleton<DatabaseNews>().AddScoped<HealthReading>();

    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        var system = routes.MapSystem();
        foreach (var (path, name) in ((string, string)[])[("/health", "get_health"), ("/v1/health", "get_health_v1")])
        {
            system.MapGet(path, ReadAsync).WithName(name).WithSummary("Says how the server is; 503 without its database.")
                .Produces<HealthResponse>(StatusCodes.Status503ServiceUnavailable);
        }
    }

    private static async Task<Results<Ok<HealthResponse>, JsonHttpResult<HealthResponse>>> ReadAsync(
        HealthReading reading, CancellationToken cancellationToken)
    {
        var (isUp, body) = await reading.HandleAsync(cancellationToken);
        return isUp
            ? TypedResults.Ok(body)
            : TypedResults.Json(body, statusCode: StatusCodes.Status503ServiceUnavailable);
    }
}

/// <summary>
/// Whether the database was down when it was last asked, so that each change is logged once.
/// </summary>
internal sealed class DatabaseNews
{
    private int down;

    /// <returns>Whether this is news.</returns>
    public bool IsDown() => Interlocked.Exchange(ref down, 1) == 0;

    /// <returns>Whether this is news.</returns>
    public bool IsUp() => Interlocked.Exchange(ref down, 0) == 1;
}

/// <remarks>
/// Everybody may read it, so what exceptions say (addresses, paths, accounts) goes to the log alone.
/// </remarks>
internal sealed partial class HealthReading(
    Work work, SweepBook book, BusinessTime businessTime, ChainNodes nodes, ChainSocket socket, Network network, DatabaseNews news,
    ILogger<HealthReading> logger, DiscordHealth? discord = null, TelegramHealth? telegram = null)
{
    public const string DatabaseDown = "The database does not answer; the log says why.";

    private const string SweepFails = "It does not get through and goes on trying; the log says why.";


    private static readonly TimeSpan BehindMax = TimeSpan.FromMinutes(5);

    public async Task<(bool IsUp, HealthResponse Body)> HandleAsync(CancellationToken cancellationToken)
    {
        var checks = new SortedDictionary<string, HealthCheckPayload>(StringComparer.Ordinal);
        var database = Check("ok");
        var isUp = true;
        try
        {
            await work.ReadAsync(db => AddSettlementAsync(db, checks, cancellationToken), cancellationToken);
            if (news.IsUp())
            {
                Log.IsUp(logger);
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            isUp = false;
            database = Check("down", DatabaseDown);
            if (news.IsDown())
            {
                Log.IsDown(logger, exception);
            }
        }

        if (discord is not null)
        {
            checks["discord"] = discord.Problem is { } problem ? Check("failing", problem) : Check("ok");
        }

        if (telegram is not null)
        {
            checks["telegram"] = telegram.Problem is { } problem ? Check("failing", problem) : Check("ok");
        }

        if (nodes.IsAny)
        {
            checks["solana"] = NodeWords.Of(nodes.Nodes, nodes.Backlog);
        }

        if (socket.IsOn)
        {
            // Its loss costs nobody anything, so it is no reason to call the server degraded.
            checks["solana_socket"] = Check("ok", socket.Words);
        }

        foreach (var name in book.Failing)
        {
            checks[$"sweep_{name}"] = Check("failing", SweepFails);
        }

        var isWell = isUp && checks.Values.All(check => check.Status == "ok");
        return (isUp, new HealthResponse
        {
            Status = isWell ? "ok" : "degraded",
            Service = "hilt-api",
            Version = HiltVersion.Text,
            Network = network.Name,
            Checks = new HealthChecksPayload
            {
                Database = database,
                Redis = Check("disabled"),
                More = checks.ToDictionary(
                    check => check.Key, check => JsonSerializer.SerializeToElement(check.Value, WireJson.Options),
                    StringComparer.Ordinal),
            },
        });
    }

    private static HealthCheckPayload Check(string status, string? detail = null) =>
        new() { Status = status, Detail = detail };

    // Settle before you end (rule 12): how far the slowest account is behind, and whether closings are held.
    private async Task<bool> AddSettlementAsync(
        HiltDb db, SortedDictionary<string, HealthCheckPayload> checks, CancellationToken cancellationToken)
    {
        var now = businessTime.Now();
        var slowest = await SlowestAccount.FindAsync(db, cancellationToken);
        checks["settlement"] = slowest switch
        {
            null => Check("ok"),
            _ when slowest.Behind(now) <= BehindMax => Check("ok", Through(slowest, now)),
            _ => Check("behind", Through(slowest, now) +
                (slowest.IsFailing ? " The ledger cannot be read; the log says why." : string.Empty)),
        };
        var since = await db.Installations.Select(row => row.DoubtSince).SingleAsync(cancellationToken);
        checks["access"] = since is null ? Check("ok") : Check(
            "held", $"No seat is closed since {since:O}: catching up.");
        var putOff = await PutOffRows.CountAsync(db, cancellationToken);
        checks["put_off"] = putOff.Count == 0
            ? Check("ok")
            : Check("held", $"Rows that cannot be worked on, named in the log and tried again: " +
                string.Join(", ", putOff.Select(table => $"{table.Key} {table.Value}")) + ".");
        return true;
    }

    private static string Through(SlowestAccount slowest, DateTimeOffset now) => slowest.Through is { } through
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"{slowest.Address} is read through {through:O}, {(long)slowest.Behind(now).TotalSeconds} s behind.")
        : $"{slowest.Address} has not been read to its end yet.";

    private static partial class Log
    {
        [LoggerMessage(9003, LogLevel.Error, "The database does not answer.")]
        public static partial void IsDown(ILogger logger, Exception exception);

        [LoggerMessage(9004, LogLevel.Information, "The database answers again.")]
        public static partial void IsUp(ILogger logger);
    }
}
