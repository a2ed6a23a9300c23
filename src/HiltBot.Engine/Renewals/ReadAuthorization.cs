using HiltBot.Engine.Memberships;
using HiltBot.Engine.Products;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Renewals;

/// <summary>An authorization with what it is about.</summary>
public sealed record AuthorizationView(Authorization Authorization, Product Product, Membership? Membership);

/// <summary>Reads one authorization of a merchant.</summary>
public sealed class ReadAuthorization(Work work, IRenewalProgram program)
{
    /// <returns>Null when there is none.</returns>
    public async Task<AuthorizationView?> HandleAsync(
        MerchantId merchantId, string authorizationId, CancellationToken cancellationToken) =>
        await program.FindAsync(merchantId, authorizationId, cancellationToken) is { } authorization
            ? await work.ReadAsync(
                async db => new AuthorizationView(
                    authorization,
                    await db.Products.SingleAsync(row => row.Id == authorization.ProductId, cancellationToken),
                    await db.Memberships.SingleOrDefaultAsync(
                        row => row.Id == authorization.MembershipId, cancellationToken)),
                cancellationToken)
            : null;
}
