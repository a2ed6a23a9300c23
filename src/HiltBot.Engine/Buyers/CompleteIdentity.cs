using System.Text;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.Solana.Keys;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Buyers;

public abstract record IdentityCompleteOutcome
{
    private IdentityCompleteOutcome()
    {
    }

    /// <summary>Also when it was verified before: the same answer again.</summary>
    public sealed record Verified(IdentitySession Session) : IdentityCompleteOutcome;

    public sealed record Unknown : IdentityCompleteOutcome;

    public sealed record Expired(IdentitySession Session) : IdentityCompleteOutcome;

    /// <summary>Another wallet than the one it was started with.</summary>
    public sealed record OtherWallet : IdentityCompleteOutcome;

    /// <summary>No signature of this wallet over this text.</summary>
    public sealed record WrongSignature : IdentityCompleteOutcome;
}

/// <summary>Checks what the wallet signed; from then on the session can be used (contract 4.4).</summary>
public sealed class CompleteIdentity(Work work, BusinessTime businessTime)
{
    /// <param name="signature">64 bytes; null for what is no signature at all.</param>
    public Task<IdentityCompleteOutcome> HandleAsync(
        string sessionId, string walletAddress, byte[]? signature, CancellationToken cancellationToken) =>
        work.RunAsync(
            async db => Id.TryParse<IdentitySessionId>(sessionId, out var id)
                ? await CompleteAsync(db, id, walletAddress, signature, cancellationToken)
                : new IdentityCompleteOutcome.Unknown(),
            cancellationToken);

    private async Task<IdentityCompleteOutcome> CompleteAsync(
        HiltDb db, IdentitySessionId id, string walletAddress, byte[]? signature, CancellationToken cancellationToken)
    {
        var now = businessTime.Now();
        var session = await db.IdentitySessions.AsNoTracking()
            .SingleOrDefaultAsync(row => row.Id == id, cancellationToken);
        if (Refusal(session, walletAddress, signature, now) is { } refusal)
        {
            return refusal;
        }

        // Of two at the same moment one verifies, and both hear the same.
        await db.IdentitySessions.Where(row => row.Id == id && row.VerifiedAt == null).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.VerifiedAt, now)
                .SetProperty(row => row.ExpiresAt, now + IdentitySession.TimeToUse),
            cancellationToken);
        return new IdentityCompleteOutcome.Verified(
            await db.IdentitySessions.AsNoTracking().SingleAsync(row => row.Id == id, cancellationToken));
    }

    private static IdentityCompleteOutcome? Refusal(
        IdentitySession? session, string walletAddress, byte[]? signature, DateTimeOffset now) => session switch
        {
            null => new IdentityCompleteOutcome.Unknown(),
            _ when session.WalletAddress != walletAddress => new IdentityCompleteOutcome.OtherWallet(),
            _ when session.ExpiresAt <= now => new IdentityCompleteOutcome.Expired(session),
            _ when !HasSigned(session, signature) => new IdentityCompleteOutcome.WrongSignature(),
            _ => null,
        };

    private static bool HasSigned(IdentitySession session, byte[]? signature) =>
        signature is not null && Address.TryParse(session.WalletAddress, out var wallet) &&
        Signatures.Verify(wallet.ToArray(), Encoding.UTF8.GetBytes(session.Challenge), signature);
}
