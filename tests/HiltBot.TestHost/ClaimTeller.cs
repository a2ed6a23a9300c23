using System.Data.Common;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using HiltBot.Engine.Storage;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace HiltBot.TestHost;

/// <summary>
/// Tells the stand-in of every claim that took rows, twice: while its transaction is open (a process that dies there has
/// claimed nothing) and when that is committed (one that dies there leaves its claim behind).
/// </summary>
internal sealed partial class ClaimTeller(RemotePlatform platform) : DbCommandInterceptor, IDbTransactionInterceptor
{
    private readonly ConditionalWeakTable<DbTransaction, HashSet<string>> claims = [];

    public override async ValueTask<DbDataReader> ReaderExecutedAsync(
        DbCommand command, CommandExecutedEventData eventData, DbDataReader result,
        CancellationToken cancellationToken = default)
    {
        if (result.HasRows && Claim().Match(command.CommandText) is { Success: true } match)
        {
            var table = match.Groups["table"].Value;
            if (command.Transaction is { } transaction)
            {
                claims.GetOrCreateValue(transaction).Add(table);
            }

            await platform.SayAsync("claiming", table, cancellationToken);
        }

        return result;
    }

    public async Task TransactionCommittedAsync(
        DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        if (claims.TryGetValue(transaction, out var tables))
        {
            claims.Remove(transaction);
            foreach (var table in tables)
            {
                await platform.SayAsync("claimed", table, cancellationToken);
            }
        }
    }

    public Task TransactionRolledBackAsync(
        DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        // Npgsql uses the object again for the next transaction of the connection.
        claims.Remove(transaction);
        return Task.CompletedTask;
    }

    [GeneratedRegex(@"\bupdate (?<table>\w+) set claim_id")]
    private static partial Regex Claim();
}

internal static class ClaimTelling
{
    public static void TellOfClaims(this IServiceCollection services, RemotePlatform platform) =>
        services.ConfigureDbContext<HiltDb>(options => options.AddInterceptors(new ClaimTeller(platform)));
}
