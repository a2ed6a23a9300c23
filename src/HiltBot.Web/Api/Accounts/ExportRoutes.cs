using HiltBot.Engine.Merchants.Export;
using HiltBot.Engine.Values;
using HiltBot.Web.Api.Gate;
using HiltBot.Web.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace HiltBot.Web.Api.Accounts;

/// <summary>Everything that a merchant owns, to be taken along: an extension of ours.</summary>
internal static class ExportRoutes
{
    public const string MediaType = "application/x-ndjson";

    public static void MapExport(this IEndpointRouteBuilder routes) =>
        routes.MapMerchant("/v1/account", "Account").MapGet("/export", ExportAsync).WithName("export_account")
            .Produces(StatusCodes.Status200OK, contentType: MediaType).Refuses(409).IsExtension()
            .WithSummary("Everything the workspace owns, one JSON object a line; the last line says how many rows there were.");

    private static IResult ExportAsync(
        CalledBy caller, ExportWorkspace export, ExportTurns turns, TimeProvider time) =>
        turns.Take(caller.MerchantId) is { } turn
            ? new ExportAnswer(caller.MerchantId, export, turn, time.Now())
            : Refusal.Conflict("An export is running already; wait until it has ended.");

    private sealed class ExportAnswer(
        MerchantId merchantId, ExportWorkspace export, IDisposable turn, DateTimeOffset now) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            using var held = turn;
            var (response, stop) = (httpContext.Response, httpContext.RequestAborted);
            response.ContentType = MediaType + "; charset=utf-8";
            response.Headers.ContentDisposition =
                $"attachment; filename=\"hiltbot-{now.UtcDateTime:yyyyMMdd'T'HHmmss'Z'}.ndjson\"";
            var lines = new ExportLines(response.Body);
            await lines.StartAsync(merchantId, now, stop);
            var rows = await export.HandleAsync(merchantId, row => lines.WriteAsync(row, stop), stop);
            await lines.EndAsync(rows, stop);
        }
    }
}
