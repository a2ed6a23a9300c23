using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Merchants.Accounts;

/// <param name="Email">As <see cref="EmailText.Normal"/> gives it; null stays.</param>
/// <param name="NewPassword">Null stays.</param>
public sealed record SecurityEdit(string? Email, string? CurrentPassword, string? NewPassword);

public abstract record SecurityOutcome
{
    private SecurityOutcome()
    {
    }

    /// <param name="Fields">Contract spelling.</param>
    public sealed record Saved(IReadOnlyList<string> Fields) : SecurityOutcome;

    public sealed record NothingToChange : SecurityOutcome;

    public sealed record WrongPassword : SecurityOutcome;

    public sealed record EmailTaken : SecurityOutcome;

    /// <summary>A password without an e-mail would open nothing.</summary>
    public sealed record EmailMissing : SecurityOutcome;
}

/// <summary>Changes how somebody signs in. A new password ends every token that was made before it.</summary>
public sealed class ChangeSecurity(Work work, PasswordHashes passwords, BusinessTime businessTime, TimeProvider time)
{
    public async Task<SecurityOutcome> HandleAsync(
        MerchantId merchantId, SecurityEdit edit, Actor actor, CancellationToken cancellationToken)
    {
        var known = await work.ReadAsync(
            db => db.Accounts.Where(row => row.MerchantId == merchantId).Select(row => row.PasswordHash)
                .SingleAsync(cancellationToken),
            cancellationToken);
        if ((edit.CurrentPassword is not null || (edit.NewPassword is not null && known is not null)) &&
            !await passwords.IsRightAsync(known, edit.CurrentPassword ?? string.Empty, cancellationToken))
        {
            return new SecurityOutcome.WrongPassword();
        }

        var passwordHash = edit.NewPassword is { } password
            ? await passwords.MakeAsync(password, cancellationToken)
            : null;
        return await work.RunAsync(
            db => ChangeAsync(db, merchantId, edit.Email, known, passwordHash, actor, cancellationToken),
            cancellationToken);
    }

    private async Task<SecurityOutcome> ChangeAsync(
        HiltDb db, MerchantId merchantId, string? email, string? knownHash, string? passwordHash, Actor actor,
        CancellationToken cancellationToken)
    {
        var account = await db.Accounts.SingleAsync(row => row.MerchantId == merchantId, cancellationToken);
        if (account.PasswordHash != knownHash)
        {
            // Somebody changed it since it was looked at: what was proven is not proven any more.
            return new SecurityOutcome.WrongPassword();
        }

        var fields = new List<string>();
        if (email is not null && email != account.Email)
        {
            if (await db.Accounts.IgnoreQueryFilters().AnyAsync(row => row.Email == email, cancellationToken))
            {
                return new SecurityOutcome.EmailTaken();
            }

            (account.Email, account.IsEmailVerified) = (email, false);
            fields.Add("email");
        }

        if (passwordHash is not null)
        {
            if (account.Email is null)
            {
                return new SecurityOutcome.EmailMissing();
            }

            account.PasswordHash = passwordHash;
            account.SessionsFrom = Account.SessionsFromNow(time.Now());
            fields.Add("password");
        }

        if (fields.Count == 0)
        {
            return new SecurityOutcome.NothingToChange();
        }

        db.Remember(
            merchantId, Subject.Merchant, merchantId.Value, "security_changed", actor, businessTime.Now(),
            new { Fields = string.Join(',', fields) });
        return new SecurityOutcome.Saved(fields);
    }
}
