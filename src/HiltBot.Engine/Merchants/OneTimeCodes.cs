using System.Security.Cryptography;
using System.Text;
using HiltBot.Engine.Products;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Merchants;

/// <summary>
/// Codes that work once, inside the caller's transaction. A code has 24 letters of 5 random bits (120 bits);
/// only its SHA-256 is kept (rule 10). Lifetimes are real time (rule 5). Letters that look alike do not
/// occur, case and separators do not matter, and every letter may stand in a deep link.
/// </summary>
public sealed class OneTimeCodes(TimeProvider time)
{
    public const int Length = 24;

    private const string Letters = "0123456789abcdefghjkmnpqrstvwxyz";

    public Task<string> IssueAsync(
        HiltDb db, CodePurpose purpose, MerchantId? merchantId, BuyerId? buyerId, TimeSpan lifetime,
        CancellationToken cancellationToken) =>
        IssueAsync(db, purpose, merchantId, buyerId, null, lifetime, cancellationToken);

    /// <summary>A code about a product, for whoever uses it.</summary>
    public Task<string> IssueAsync(
        HiltDb db, Product product, CodePurpose purpose, TimeSpan lifetime, CancellationToken cancellationToken) =>
        IssueAsync(db, purpose, product.MerchantId, null, product.Id, lifetime, cancellationToken);

    private async Task<string> IssueAsync(
        HiltDb db, CodePurpose purpose, MerchantId? merchantId, BuyerId? buyerId, ProductId? productId,
        TimeSpan lifetime, CancellationToken cancellationToken)
    {
        var code = RandomNumberGenerator.GetString(Letters, Length);
        var now = time.Now();
        await db.OneTimeCodes.AddAsync(
            new OneTimeCode
            {
                CodeHash = HashOf(code),
                Purpose = purpose,
                MerchantId = merchantId,
                BuyerId = buyerId,
                ProductId = productId,
                CreatedAt = now,
                ExpiresAt = now + lifetime,
            },
            cancellationToken);
        return code;
    }

    /// <summary>What using it would answer, without spending it.</summary>
    public async Task<CodeUse> LookAsync(
        HiltDb db, string code, CodePurpose purpose, CancellationToken cancellationToken)
    {
        var hash = HashOf(code);
        var row = await db.OneTimeCodes.AsNoTracking()
            .SingleOrDefaultAsync(known => known.CodeHash == hash, cancellationToken);
        return row switch
        {
            null => new CodeUse.Unknown(),
            _ when row.Purpose != purpose => new CodeUse.Unknown(),
            { UsedAt: not null } => new CodeUse.UsedAlready(),
            _ when row.ExpiresAt <= time.Now() => new CodeUse.Expired(row.ExpiresAt),
            _ => new CodeUse.Used(row.MerchantId, row.BuyerId) { ProductId = row.ProductId },
        };
    }

    /// <summary>
    /// Spends the code: of several who enter it at the same moment, one gets <see cref="CodeUse.Used"/>.
    /// </summary>
    public async Task<CodeUse> UseAsync(
        HiltDb db, string code, CodePurpose purpose, CancellationToken cancellationToken)
    {
        var hash = HashOf(code);
        var now = time.Now();
        var spent = await db.OneTimeCodes
            .Where(row => row.CodeHash == hash && row.Purpose == purpose && row.UsedAt == null && row.ExpiresAt > now)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.UsedAt, now), cancellationToken);
        if (spent == 0)
        {
            return await LookAsync(db, code, purpose, cancellationToken) is CodeUse.Used
                ? new CodeUse.UsedAlready()
                : await LookAsync(db, code, purpose, cancellationToken);
        }

        var mine = await db.OneTimeCodes.AsNoTracking().SingleAsync(row => row.CodeHash == hash, cancellationToken);
        return new CodeUse.Used(mine.MerchantId, mine.BuyerId) { ProductId = mine.ProductId };
    }

    private static string HashOf(string code)
    {
        var letters = code.ToLowerInvariant().Where(char.IsAsciiLetterOrDigit).ToArray();
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(letters)));
    }
}
