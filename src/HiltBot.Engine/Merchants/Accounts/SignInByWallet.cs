using System.Text;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.Solana.Keys;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Merchants.Accounts;

/// <param name="WalletAddress">Base58.</param>
/// <param name="SignedMessage">The wallet's signature over the UTF-8 bytes of the nonce, base58.</param>
public sealed record WalletProof(string WalletAddress, string SignedMessage, string Nonce);

public abstract record WalletSignInOutcome
{
    private WalletSignInOutcome()
    {
    }

    /// <param name="IsNew">The account was made by this.</param>
    public sealed record SignedIn(Account Account, bool IsNew) : WalletSignInOutcome;

    public sealed record BadAddress : WalletSignInOutcome;

    /// <summary>No signature of this wallet over this text, or a text that does not count any more.</summary>
    public sealed record Refused : WalletSignInOutcome;

    public sealed record NotActive(AccountStatus Status) : WalletSignInOutcome;

    /// <summary>The wallet has no account, and this installation makes none without a code.</summary>
    public sealed record NotRegistered(RegistrationOutcome Why) : WalletSignInOutcome;
}

/// <summary>Signs a wallet in by what it signed, once; the first time it gets an account (contract 11.1).</summary>
public sealed class SignInByWallet(Work work, WalletNonces nonces, RegisterAccount register, TimeProvider time)
{
    public static readonly TimeSpan KeepTime = TimeSpan.FromDays(1);

    private const int SignatureLength = 64;

    /// <param name="setupCode">For the account of a workspace that exists; passed over when the wallet has one.</param>
    public async Task<WalletSignInOutcome> HandleAsync(
        WalletProof proof, string? setupCode, CancellationToken cancellationToken)
    {
        if (!Address.TryParse(proof.WalletAddress, out var wallet))
        {
            return new WalletSignInOutcome.BadAddress();
        }

        return nonces.Takes(proof.Nonce) &&
            Base58.TryDecode(proof.SignedMessage, out var signature) && signature.Length == SignatureLength &&
            Signatures.Verify(wallet.ToArray(), Encoding.UTF8.GetBytes(proof.Nonce), signature)
            ? await work.RunAsync(
                db => FindOrMakeAsync(db, proof, setupCode, cancellationToken), cancellationToken)
            : new WalletSignInOutcome.Refused();
    }

    private async Task<WalletSignInOutcome> FindOrMakeAsync(
        HiltDb db, WalletProof proof, string? setupCode, CancellationToken cancellationToken)
    {
        var inserted = await db.Database.ExecuteSqlAsync(
            $"""
            insert into used_nonces (nonce_hash, used_at)
            values ({WalletNonces.HashOf(proof.WalletAddress, proof.Nonce)}, {db.Dialect.Parameter(time.Now())})
            on conflict do nothing
            """,
            cancellationToken);
        if (inserted == 0)
        {
            return new WalletSignInOutcome.Refused();
        }

        if (await FindAsync(db, proof, cancellationToken) is { } known)
        {
            return Of(known, isNew: false);
        }

        var outcome = await register.HandleAsync(
            new NewAccount { WalletAddress = proof.WalletAddress, SetupCode = setupCode }, cancellationToken);
        return outcome switch
        {
            RegistrationOutcome.Registered registered => Of(registered.Account, isNew: true),
            RegistrationOutcome.Taken when await FindAsync(db, proof, cancellationToken) is { } standing =>
                Of(standing, isNew: false),
            _ => new WalletSignInOutcome.NotRegistered(outcome),
        };
    }

    private static Task<Account?> FindAsync(HiltDb db, WalletProof proof, CancellationToken cancellationToken) =>
        db.Accounts.SingleOrDefaultAsync(row => row.WalletAddress == proof.WalletAddress, cancellationToken);

    private static WalletSignInOutcome Of(Account account, bool isNew) => account.Status == AccountStatus.Active
        ? new WalletSignInOutcome.SignedIn(account, isNew)
        : new WalletSignInOutcome.NotActive(account.Status);
}
