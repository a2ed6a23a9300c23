using HiltBot.Engine.Payments;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot;

/// <summary>
/// Before anything else runs: the schema is brought up to date, the database is asked whether it belongs to this network,
/// the keys are opened, the second clock is read.
/// </summary>
internal sealed partial class OpenInstallation(
    IDbContextFactory<HiltDb> databases, Dialect dialect, IServiceScopeFactory scopes, Network network, IPaymentChain chain,
    ChainNodes nodes, KeyRing keys, BusinessTime businessTime, TimeProvider time, ILogger<OpenInstallation> logger)
{
    /// <exception cref="StoreInUseException">One sentence why this installation must not start.</exception>
    public async Task HandleAsync(CancellationToken cancellationToken)
    {
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
        {
            await dialect.MigrateAsync(db, cancellationToken);
        }

        await using var scope = scopes.CreateAsyncScope();
        var work = scope.ServiceProvider.GetRequiredService<Work>();
        var known = await work.ReadAsync(
            db => db.Installations.AsNoTracking().FirstOrDefaultAsync(cancellationToken), cancellationToken);
        var genesis = await GenesisAsync(known, cancellationToken);
        var row = await work.RunAsync(db => FindOrMakeAsync(db, genesis, cancellationToken), cancellationToken);
        if (row.Network != network.Name || row.GenesisHash != genesis)
        {
            throw new StoreInUseException(
                $"This database belongs to {row.Network} (genesis {row.GenesisHash}), but HiltBot:Solana:Network is " +
                $"{network.Name} (genesis {genesis}): give each network a database of its own.");
        }

        businessTime.Adopt(TimeSpan.FromMicroseconds(row.BusinessOffsetMicroseconds));
        await keys.OpenAsync(work, cancellationToken);
    }

    private async Task<string> GenesisAsync(Installation? known, CancellationToken cancellationToken)
    {
        if (!nodes.IsAny || chain is not SolanaChain)
        {
            return await chain.GenesisHashAsync(cancellationToken);
        }

        switch (await nodes.IdentifyAsync(known?.GenesisHash, cancellationToken))
        {
            case NetworkOutcome.Found found:
                if (found.Unreached.Count > 0)
                {
                    Log.Unreached(logger, string.Join(", ", found.Unreached));
                }

                return found.GenesisHash;
            case NetworkOutcome.Refused refused:
                throw new StoreInUseException(refused.Why);
            case NetworkOutcome.Silent silent:
                throw new StoreInUseException(
                    $"No node of HiltBot:Solana:RpcUrls answers ({silent.Why}): check the addresses and the network.");
            case var other:
                throw new InvalidOperationException($"{other} has no answer here.");
        }
    }

    private async Task<Installation> FindOrMakeAsync(HiltDb db, string genesis, CancellationToken cancellationToken)
    {
        await db.Database.ExecuteSqlAsync(
            $"""
            insert into installations (id, network, genesis_hash, business_offset_microseconds, created_at)
            values ({Installation.OnlyId}, {network.Name}, {genesis}, 0, {dialect.Parameter(time.Now())})
            on conflict do nothing
            """,
            cancellationToken);
        return await db.Installations.AsNoTracking().SingleAsync(cancellationToken);
    }

    private static partial class Log
    {
        [LoggerMessage(9010, LogLevel.Warning, "These nodes do not answer at the start and are asked for their network before their use: {Hosts}.")]
        public static partial void Unreached(ILogger logger, string hosts);
    }
}
