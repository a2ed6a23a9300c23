using HiltBot.Engine.Storage;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Merchants.Accounts;

public abstract record SignInOutcome
{
    private SignInOutcome()
    {
    }

    public sealed record SignedIn(Account Account) : SignInOutcome;

    /// <summary>Wrong e-mail or password; which of them is not said, and takes no time to tell.</summary>
    public sealed record Refused : SignInOutcome;

    /// <summary>Suspended or deleted.</summary>
    public sealed record NotActive(AccountStatus Status) : SignInOutcome;

    internal static SignInOutcome Of(Account account) =>
        account.Status == AccountStatus.Active ? new SignedIn(account) : new NotActive(account.Status);
}

/// <summary>Signs somebody in by e-mail and password.</summary>
public sealed class SignIn(Work work, PasswordHashes passwords)
{
    /// <param name="email">As <see cref="EmailText.Normal"/> gives it.</param>
    public async Task<SignInOutcome> HandleAsync(string email, string password, CancellationToken cancellationToken)
    {
        var account = await work.ReadAsync(
            db => db.Accounts.SingleOrDefaultAsync(row => row.Email == email, cancellationToken), cancellationToken);
        return await passwords.IsRightAsync(account?.PasswordHash, password, cancellationToken)
            ? SignInOutcome.Of(account!)
            : new SignInOutcome.Refused();
    }
}
