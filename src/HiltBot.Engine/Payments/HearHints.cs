using HiltBot.Engine.Outbox;
using HiltBot.Engine.Storage;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Payments;

/// <summary>
/// What a socket of the chain is good for: an account that was mentioned is read now and not only when its time
/// has come. Nothing is believed of a hint, and nothing waits for one.
/// </summary>
public sealed class HearHints(Work work, Watches watches)
{
    /// <summary>
    /// The accounts to listen to, those with an open session first. Money of a session names its account, so
    /// their number does not grow with the sessions.
    /// </summary>
    public Task<List<string>> WantedAsync(int countMax, CancellationToken cancellationToken) => work.ReadAsync(
        db => db.ReceivingAccounts.Where(account => account.DueAt != null)
            .OrderByDescending(account => db.Payments.IgnoreQueryFilters().Any(
                payment => payment.ReceivingAccount == account.Address && payment.DueAt != null &&
                    (payment.Status == PaymentStatus.PendingSignature ||
                        payment.Status == PaymentStatus.PendingConfirmation)))
            .ThenBy(account => account.Address)
            .Select(account => account.Address).Take(countMax).ToListAsync(cancellationToken),
        cancellationToken);

    /// <summary>Has these accounts read at once.</summary>
    public Task HurryAsync(IReadOnlyList<string> accounts, CancellationToken cancellationToken) => work.RunAsync(
        async db =>
        {
            foreach (var account in accounts)
            {
                await watches.HurryAsync(db, account, cancellationToken);
            }
        },
        cancellationToken);
}
