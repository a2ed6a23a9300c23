using System.Text.Json;
using HiltBot.Engine.Merchants.Accounts;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.Web.Api.Accounts;
using HiltBot.Web.Wire;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace HiltBot.Web.Api.Gate;

/// <param name="IssuedAt">Whole seconds, as the token carries it.</param>
internal sealed record SessionToken(MerchantId MerchantId, DateTimeOffset IssuedAt);

/// <summary>
/// The tokens of people who signed in (contract 2.2): JWT, HS256 with a key of the key ring, 24 hours. Here only who it is
/// is read from them; what somebody may is looked up with every call, tier and claims are for whoever holds the token.
/// </summary>
internal sealed class SessionTokens(KeyRing keys, TimeProvider time)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    private const int LengthMax = 4096;

    private static readonly JsonWebTokenHandler Handler = new() { MapInboundClaims = false };

    public string Issue(MerchantId merchantId, Tier tier)
    {
        var (id, secret) = keys.Active(KeyPurpose.Session);
        var now = time.GetUtcNow();
        return Handler.CreateToken(new SecurityTokenDescriptor
        {
            Claims = new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["sub"] = merchantId.ToString(),
                ["tier"] = EnumText.Of(tier),
                ["claims"] = JsonSerializer.SerializeToElement(AccountWire.Claims(tier), WireJson.Options),
            },
            IssuedAt = now.UtcDateTime,
            NotBefore = now.UtcDateTime,
            Expires = now.UtcDateTime + Lifetime,
            SigningCredentials = new SigningCredentials(
                new SymmetricSecurityKey(secret) { KeyId = id.ToString() }, SecurityAlgorithms.HmacSha256),
        });
    }

    /// <returns>Null for a token that is not ours, was changed, or is over.</returns>
    public async Task<SessionToken?> ReadAsync(string text)
    {
        if (text.Length > LengthMax)
        {
            return null;
        }

        var result = await Handler.ValidateTokenAsync(text, new TokenValidationParameters
        {
            ValidateIssuer = false,
            ValidateAudience = false,
            ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
            ClockSkew = TimeSpan.Zero,
            LifetimeValidator = (from, until, _, _) =>
                from <= time.GetUtcNow().UtcDateTime && until > time.GetUtcNow().UtcDateTime,
            IssuerSigningKeyResolver = (_, _, name, _) => KeyOf(name),
        });
        return result.IsValid && result.SecurityToken is JsonWebToken token &&
            Id.TryParse<MerchantId>(token.Subject, out var merchantId)
            ? new SessionToken(merchantId, new DateTimeOffset(token.IssuedAt, TimeSpan.Zero))
            : null;
    }

    private SecurityKey[] KeyOf(string? name) =>
        Id.TryParse<KeyId>(name, out var id) && keys.Find(id) is { } secret
            ? [new SymmetricSecurityKey(secret) { KeyId = name }]
            : [];
}
