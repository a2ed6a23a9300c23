using System.Data.Common;
using System.Text.RegularExpressions;
using HiltBot.Engine.Storage;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace HiltBot.TestHost;

/// <summary>Tells the stand-in of every claim that took rows, while its transaction is open: a process that dies there has claimed
/// nothing, one that dies a moment later has.</summary>
internal sealed partial class ClaimTeller(RemotePlatform platform) : DbCommandInterceptor
{
    public override async ValueTask<DbDataReader> ReaderExecutedAsync(
        DbCommand command, CommandExecutedEventData eventData, DbDataReader result,
        CancellationToken cancellationToken = default)
    {
        if (result.HasRows && Claim().Match(command.CommandText) is { Success: true } match)
        {
            await platform.SayAsync(match.Groups["table"].Value, cancellationToken);
        }

        return result;
    }

    [GeneratedRegex(@"^\s*update (?<table>\w+) set claim_id")]
    private static partial Regex Claim();
}

internal static class ClaimTelling
{
    public static void TellOfClaims(this IServiceCollection services, RemotePlatform platform) =>
        services.ConfigureDbContext<HiltDb>(options => options.AddInterceptors(new ClaimTeller(platform)));
}
