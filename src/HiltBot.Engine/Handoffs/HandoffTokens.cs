using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Handoffs;

/// <summary>
/// Writes and reads handoff tokens (contract 4.2): base64url of a version byte, the key's id, the claim and
/// an HMAC-SHA256 over all of it. Compared in constant time; a token has one spelling only, so that no letter
/// of it can be changed.
/// </summary>
public sealed class HandoffTokens(KeyRing keys)
{
    public const int LengthMax = 4096;

    private const byte FormatVersion = 1;
    private const int KeyIdLength = 16;
    private const int MacLength = HMACSHA256.HashSizeInBytes;
    private const int HeadLength = 1 + KeyIdLength;

    public string Write(HandoffClaim claim)
    {
        var (keyId, secret) = keys.Active(KeyPurpose.Handoff);
        return Write(claim, keyId, secret);
    }

    /// <param name="expected">The product whose page the token was brought to; null when any will do.</param>
    /// <param name="now">Business time.</param>
    public HandoffReading Read(string token, ProductId? expected, DateTimeOffset now) =>
        Read(token, keys.Find, expected, now);

    public static string Write(HandoffClaim claim, KeyId keyId, ReadOnlySpan<byte> secret)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes, new UTF8Encoding(false, throwOnInvalidBytes: true));
        writer.Write(FormatVersion);
        writer.Write(keyId.Value.ToByteArray(bigEndian: true));
        writer.Write(claim.Id.ToByteArray(bigEndian: true));
        writer.Write(claim.ProductId.Value.ToByteArray(bigEndian: true));
        writer.Write(Instants.ToMicroseconds(claim.ExpiresAt));
        writer.Write(EnumText.Of(claim.IdentityType));
        writer.Write(claim.AskedOn is { } platform ? EnumText.Of(platform) : string.Empty);
        writer.Write((claim.BuyerId?.Value ?? Guid.Empty).ToByteArray(bigEndian: true));
        writer.Write(claim.IdentityValue);
        WriteOptional(writer, claim.IdentityDisplay);
        WriteOptional(writer, claim.ReturnUrl);
        writer.Flush();
        writer.Write(HMACSHA256.HashData(secret, bytes.ToArray()));
        return Base64Url.EncodeToString(bytes.ToArray());
    }

    public static HandoffReading Read(
        string token, Func<KeyId, byte[]?> findKey, ProductId? expected, DateTimeOffset now)
    {
        if (Open(token, findKey) is not { } claim)
        {
            return new HandoffReading.Forged();
        }

        if (expected is { } productId && claim.ProductId != productId)
        {
            return new HandoffReading.ForOtherProduct(claim);
        }

        return claim.ExpiresAt <= now ? new HandoffReading.Expired(claim) : new HandoffReading.Genuine(claim);
    }

    private static HandoffClaim? Open(string token, Func<KeyId, byte[]?> findKey)
    {
        if (token.Length is 0 or > LengthMax || !Base64Url.IsValid(token))
        {
            return null;
        }

        var bytes = Base64Url.DecodeFromChars(token);
        if (bytes.Length < HeadLength + MacLength || bytes[0] != FormatVersion ||
            Base64Url.EncodeToString(bytes) != token)
        {
            return null;
        }

        var signed = bytes.AsSpan(0, bytes.Length - MacLength);
        var keyId = KeyId.From(new Guid(signed[1..HeadLength], bigEndian: true));
        return findKey(keyId) is { } secret && CryptographicOperations.FixedTimeEquals(
            HMACSHA256.HashData(secret, signed), bytes.AsSpan(bytes.Length - MacLength))
            ? Parse(signed[HeadLength..].ToArray())
            : null;
    }

    // Only what we wrote ourselves comes here: the key has said so.
    private static HandoffClaim Parse(byte[] bytes)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes), Encoding.UTF8);
        var id = new Guid(reader.ReadBytes(16), bigEndian: true);
        var productId = ProductId.From(new Guid(reader.ReadBytes(16), bigEndian: true));
        var expiresAt = Instants.FromMicroseconds(BinaryPrimitives.ReadInt64LittleEndian(reader.ReadBytes(8)));
        var identityType = EnumText.Parse<IdentityType>(reader.ReadString());
        var platform = reader.ReadString();
        var buyer = new Guid(reader.ReadBytes(16), bigEndian: true);
        var identityValue = reader.ReadString();
        return new HandoffClaim(
            id, productId, identityType, identityValue, ReadOptional(reader), ReadOptional(reader),
            platform.Length == 0 ? null : EnumText.Parse<Platform>(platform),
            buyer == Guid.Empty ? null : BuyerId.From(buyer), expiresAt);
    }

    private static void WriteOptional(BinaryWriter writer, string? text)
    {
        writer.Write(text is not null);
        if (text is not null)
        {
            writer.Write(text);
        }
    }

    private static string? ReadOptional(BinaryReader reader) => reader.ReadBoolean() ? reader.ReadString() : null;
}
