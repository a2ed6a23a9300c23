using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Buyers;

/// <summary>What naming an identity session is worth at a product.</summary>
public abstract record IdentityUse
{
    private IdentityUse()
    {
    }

    public sealed record Proven(IdentitySession Session) : IdentityUse;

    public sealed record Unknown : IdentityUse;

    /// <summary>The wallet has not signed.</summary>
    public sealed record NotSigned(IdentitySession Session) : IdentityUse;

    public sealed record Expired(IdentitySession Session) : IdentityUse;

    public sealed record ForOtherProduct : IdentityUse;

    /// <summary>Another wallet pays than the one that signed.</summary>
    public sealed record ForOtherWallet : IdentityUse;

    /// <param name="payerWallet">Null: nobody said who pays.</param>
    /// <param name="now">Business time.</param>
    public static IdentityUse Of(
        IdentitySession? session, ProductId productId, string? payerWallet, DateTimeOffset now) => session switch
        {
            null => new Unknown(),
            _ when session.ProductId != productId => new ForOtherProduct(),
            _ when payerWallet is not null && payerWallet != session.WalletAddress => new ForOtherWallet(),
            _ when session.ExpiresAt <= now => new Expired(session),
            { VerifiedAt: null } => new NotSigned(session),
            _ => new Proven(session),
        };

    internal static async Task<IdentityUse> FindAsync(
        HiltDb db, string sessionId, ProductId productId, string? payerWallet, DateTimeOffset now,
        CancellationToken cancellationToken) =>
        Of(
            Id.TryParse<IdentitySessionId>(sessionId, out var id)
                ? await db.IdentitySessions.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, cancellationToken)
                : null,
            productId, payerWallet, now);
}
