using HiltBot.Engine.Payments;
using HiltBot.Engine.Products;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Renewals;

public abstract record RenewalConfirmOutcome
{
    private RenewalConfirmOutcome()
    {
    }

    /// <summary>Nothing renews by itself here.</summary>
    public sealed record NotAsked : RenewalConfirmOutcome;

    /// <summary>It renews by itself, and nothing of the set-up came along.</summary>
    public sealed record Skipped : RenewalConfirmOutcome;

    /// <summary>The key is not that of this session.</summary>
    public sealed record WrongKey : RenewalConfirmOutcome;

    public sealed record Done(RenewalSetUp SetUp) : RenewalConfirmOutcome;
}

/// <summary>Takes what the payer signed beside the first payment (contract 10.1, step 4).</summary>
public sealed class ConfirmRenewal(Work work, IRenewalProgram program, Mandates mandates)
{
    /// <param name="proof">Null: nothing came along.</param>
    public async Task<RenewalConfirmOutcome> HandleAsync(
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
            (null, _) => new RenewalConfirmOutcome.NotAsked(),
            (_, null) => new RenewalConfirmOutcome.Skipped(),
            _ when !mandates.IsKeyOf(payment, proof.SetupKey) => new RenewalConfirmOutcome.WrongKey(),
            _ => new RenewalConfirmOutcome.Done(await program.SetUpAsync(payment, proof, cancellationToken)),
        };
    }
}
