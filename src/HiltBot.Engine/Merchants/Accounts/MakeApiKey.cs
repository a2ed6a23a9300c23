using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Merchants.Accounts;

public abstract record ApiKeyOutcome
{
    private ApiKeyOutcome()
    {
    }

    /// <param name="RawKey">Shown this once.</param>
    public sealed record Made(ApiKey Key, string RawKey) : ApiKeyOutcome;

    public sealed record TooMany(int KeysMax) : ApiKeyOutcome;
}

/// <summary>Makes a key for a merchant's own software.</summary>
public sealed class MakeApiKey(Work work, BusinessTime businessTime, TimeProvider time)
{
    /// <summary>That are not revoked.</summary>
    public const int KeysMax = 100;

    /// <param name="permissions">The contract's names.</param>
    public Task<ApiKeyOutcome> HandleAsync(
        MerchantId merchantId, string name, bool isSandbox, IReadOnlyList<string> permissions, Actor actor,
        CancellationToken cancellationToken)
    {
        var text = ApiKeyText.Make(isSandbox);
        return work.RunAsync<ApiKeyOutcome>(
            async db =>
            {
                // Two calls at the limit meet on this row, and one of them runs again.
                var account = await db.Accounts.SingleAsync(row => row.MerchantId == merchantId, cancellationToken);
                db.Entry(account).Property(row => row.Tier).IsModified = true;
                var standing = await db.ApiKeys.CountAsync(
                    row => row.MerchantId == merchantId && row.RevokedAt == null, cancellationToken);
                if (standing >= KeysMax)
                {
                    return new ApiKeyOutcome.TooMany(KeysMax);
                }

                var now = time.Now();
                var key = new ApiKey
                {
                    Id = ApiKeyId.New(now),
                    MerchantId = merchantId,
                    Name = name.Trim(),
                    KeyPrefix = text[..ApiKeyText.PrefixShown],
                    KeyHash = ApiKeyText.HashOf(text)!,
                    Permissions = string.Join(',', permissions),
                    IsSandbox = isSandbox,
                    CreatedAt = now,
                };
                db.ApiKeys.Add(key);
                db.Remember(
                    merchantId, Subject.Merchant, merchantId.Value, "api_key_made", actor, businessTime.Now(),
                    new { KeyId = key.Id.ToString(), key.KeyPrefix, key.Permissions });
                return new ApiKeyOutcome.Made(key, text);
            },
            cancellationToken);
    }
}
