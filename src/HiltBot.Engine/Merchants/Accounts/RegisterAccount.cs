using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace HiltBot.Engine.Merchants.Accounts;

/// <summary>Somebody who wants an account: an e-mail with a password, or a wallet that signed.</summary>
public sealed record NewAccount
{
    /// <summary>As <see cref="EmailText.Normal"/> gives it.</summary>
    public string? Email { get; init; }

    public string? Password { get; init; }

    public string? WalletAddress { get; init; }

    public string? DisplayName { get; init; }

    /// <summary>Of a workspace that exists: the account is for that one (<see cref="GiveAccountCode"/>).</summary>
    public string? SetupCode { get; init; }
}

public abstract record RegistrationOutcome
{
    private RegistrationOutcome()
    {
    }

    public sealed record Registered(Account Account) : RegistrationOutcome;

    /// <summary>Somebody has this e-mail or wallet.</summary>
    public sealed record Taken : RegistrationOutcome;

    /// <summary>The code is good, but its workspace has an account; the code is still unspent.</summary>
    public sealed record WorkspaceHasAccount : RegistrationOutcome;

    public sealed record CodeRefused(CodeUse Why) : RegistrationOutcome;

    /// <summary>This installation takes nobody without a code.</summary>
    public sealed record Closed : RegistrationOutcome;
}

/// <summary>
/// Gives somebody an account: with a workspace of their own, or for the workspace that their code names. Of several who
/// want the same e-mail or wallet at once, one gets it.
/// </summary>
public sealed class RegisterAccount(
    Work work, OneTimeCodes codes, MakeMerchant make, PasswordHashes passwords,
    IOptions<AccountOptions> options, Network network, BusinessTime businessTime, TimeProvider time)
{
    /// <summary>What buyers read until the merchant says a name.</summary>
    public const string NamelessWorkspace = "New workspace";

    public async Task<RegistrationOutcome> HandleAsync(NewAccount wanted, CancellationToken cancellationToken)
    {
        if (wanted.SetupCode is null && !options.Value.IsOpen(network))
        {
            return new RegistrationOutcome.Closed();
        }

        var passwordHash = wanted.Password is { } password
            ? await passwords.MakeAsync(password, cancellationToken)
            : null;
        return await work.RunAsync(db => RegisterAsync(db, wanted, passwordHash, cancellationToken), cancellationToken);
    }

    private async Task<RegistrationOutcome> RegisterAsync(
        HiltDb db, NewAccount wanted, string? passwordHash, CancellationToken cancellationToken)
    {
        var merchantId = MerchantId.New(businessTime.Now());
        if (wanted.SetupCode is { } code)
        {
            var look = await codes.LookAsync(db, code, CodePurpose.Account, cancellationToken);
            if (look is not CodeUse.Used { MerchantId: { } known })
            {
                return new RegistrationOutcome.CodeRefused(look);
            }

            merchantId = known;
        }

        if (await InsertAsync(db, merchantId, wanted, passwordHash, cancellationToken) == 0)
        {
            return wanted.SetupCode is not null &&
                await db.Accounts.AnyAsync(row => row.MerchantId == merchantId, cancellationToken)
                ? new RegistrationOutcome.WorkspaceHasAccount()
                : new RegistrationOutcome.Taken();
        }

        await FinishAsync(db, merchantId, wanted, cancellationToken);
        return new RegistrationOutcome.Registered(
            await db.Accounts.SingleAsync(row => row.MerchantId == merchantId, cancellationToken));
    }

    private async Task<int> InsertAsync(
        HiltDb db, MerchantId merchantId, NewAccount wanted, string? passwordHash, CancellationToken cancellationToken)
    {
        var now = time.Now();
        var (at, from) = (db.Dialect.Parameter(now), db.Dialect.Parameter(Account.SessionsFromNow(now)));
        var displayName = wanted.DisplayName?.Trim() is { Length: > 0 } name ? name : null;
        return await db.Database.ExecuteSqlAsync(
            $"""
            insert into accounts (merchant_id, email, is_email_verified, password_hash, wallet_address, display_name,
                tier, status, notification_prefs_json, sessions_from, created_at, version)
            values ({merchantId.Value}, {wanted.Email}, {false}, {passwordHash}, {wanted.WalletAddress}, {displayName},
                {EnumText.Of(options.Value.DefaultTier)}, {EnumText.Of(AccountStatus.Active)}, {"{}"}, {from}, {at}, {0L})
            on conflict do nothing
            """,
            cancellationToken);
    }

    private async Task FinishAsync(
        HiltDb db, MerchantId merchantId, NewAccount wanted, CancellationToken cancellationToken)
    {
        if (wanted.SetupCode is { } code)
        {
            if (await codes.UseAsync(db, code, CodePurpose.Account, cancellationToken) is not CodeUse.Used)
            {
                throw new DbUpdateConcurrencyException("The code was just used.");
            }

            db.Remember(
                merchantId, Subject.Merchant, merchantId.Value, "account_opened", Actor.System, businessTime.Now());
            return;
        }

        var name = wanted.DisplayName?.Trim() is { Length: > 0 } given ? given : NamelessWorkspace;
        var outcome = await make.HandleAsync(
            new NewMerchant(name) { Id = merchantId }, Actor.System, cancellationToken);
        if (outcome is not MerchantOutcome.Made)
        {
            throw new InvalidOperationException($"A workspace could not be made: {outcome}");
        }
    }
}
