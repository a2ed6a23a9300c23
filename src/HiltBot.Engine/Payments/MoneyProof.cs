using System.Text;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.Solana.Keys;
using HiltBot.Solana.SignIn;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Payments;

/// <summary>
/// A wallet proves by a signed text whose money it is: of a session that is claimed for, or of a refund that is
/// to go to it. The text is signed once; the row is deleted when it is a day old.
/// </summary>
[NotExported("Kept for a day, and only between a page and its wallet.")]
public sealed class MoneyProof : IOwnedByMerchant
{
    /// <summary>Real time: to sign, and once signed to choose.</summary>
    public static readonly TimeSpan TimeToUse = TimeSpan.FromMinutes(10);

    public static readonly TimeSpan KeepTime = TimeSpan.FromDays(1);

    public required MoneyProofId Id { get; init; }

    public required MerchantId MerchantId { get; init; }

    public PaymentId? PaymentId { get; init; }

    public RefundId? RefundId { get; init; }

    public required string Wallet { get; init; }

    /// <summary>The exact text that the wallet signs.</summary>
    public required string Text { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? ProvenAt { get; set; }

    /// <summary>The text of a sign-in (solana.md, section 8): the domain is ours, the nonce is the row's own.</summary>
    public static string TextOf(
        Uri origin, string wallet, string statement, string chain, MoneyProofId id, DateTimeOffset now) => new SignInText
        {
            Domain = origin.Authority,
            Address = Address.Parse(wallet),
            Statement = string.Concat(statement.Select(letter => char.IsControl(letter) ? ' ' : letter)),
            Uri = origin.GetLeftPart(UriPartial.Authority),
            Version = "1",
            ChainId = chain,
            Nonce = id.Value.ToString("N"),
            IssuedAt = WireTime.Of(now),
            ExpirationTime = WireTime.Of(now + TimeToUse),
        }.ToText();

    /// <summary>
    /// Takes the signature, once: of two at the same moment one proves. Null when it does not count: no such
    /// text, signed already, too late, or no signature of this wallet over it.
    /// </summary>
    internal static async Task<MoneyProof?> TakeAsync(
        HiltDb db, MoneyProofId id, byte[]? signature, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var proof = await db.MoneyProofs.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, cancellationToken);
        if (proof is null || proof.ExpiresAt <= now || signature is null ||
            !Address.TryParse(proof.Wallet, out var wallet) ||
            !Signatures.Verify(wallet.ToArray(), Encoding.UTF8.GetBytes(proof.Text), signature))
        {
            return null;
        }

        var taken = await db.MoneyProofs.Where(row => row.Id == id && row.ProvenAt == null).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.ProvenAt, now), cancellationToken);
        return taken == 1 ? proof : null;
    }
}
