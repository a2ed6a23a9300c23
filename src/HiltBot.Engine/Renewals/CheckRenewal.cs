using HiltBot.Engine.Payments;
using HiltBot.Engine.Products;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Renewals;

public abstract record RenewalCheck
{
    private RenewalCheck()
    {
    }

    /// <summary>Nothing renews by itself here.</summary>
    public sealed record NotAsked : RenewalCheck;

    /// <summary>It renews by itself, and nothing of the set-up came along.</summary>
    public sealed record Skipped : RenewalCheck;

    /// <summary>The key is not that of this session.</summary>
    public sealed record WrongKey : RenewalCheck;

    /// <summary>The program may be asked.</summary>
    public sealed record Ready(Payment Payment) : RenewalCheck;
}

/// <summary>
/// Whether what a confirmation carries belongs to the set-up of this payment's renewal (contract 10.1, step 4). Changes
/// nothing.
/// </summary>
public sealed class CheckRenewal(Work work, Mandates mandates)
{
    /// <param name="proof">Null: nothing came along.</param>
    public async Task<RenewalCheck> HandleAsync(
        PaymentId paymentId, RenewalProof? proof, CancellationToken cancellationToken)
    {
        var payment = await work.ReadAsync(
            db => db.Payments.Where(row => row.Id == paymentId)
                .Join(
                    db.Products.Where(row => row.RenewalMode == RenewalMode.Automatic), row => row.ProductId,
                    product => product.Id, (row, product) => row)
                .SingleOrDefaultAsync(cancellationToken),
            cancellationToken);
        return (payment, proof) switch
        {
            (null, _) => new RenewalCheck.NotAsked(),
            (_, null) => new RenewalCheck.Skipped(),
            _ when !mandates.IsKeyOf(payment, proof.SetupKey) => new RenewalCheck.WrongKey(),
            _ => new RenewalCheck.Ready(payment),
        };
    }
}
