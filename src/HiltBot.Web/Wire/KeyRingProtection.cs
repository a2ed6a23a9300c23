using System.Security.Cryptography;
using System.Text;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.AspNetCore.DataProtection;

namespace HiltBot.Web.Wire;

/// <summary>
/// Protects form tokens with the key in the database (rule 10), so that any node opens what another one
/// sealed and no key file lies about. AES-256-GCM under a key derived for each purpose: key id, nonce, tag,
/// cipher text.
/// </summary>
internal sealed class KeyRingProtection(KeyRing keys, string purpose = "HiltBot.Web") : IDataProtector
{
    private const int KeyIdLength = 16;
    private const int NonceLength = 12;
    private const int TagLength = 16;
    private const int HeadLength = KeyIdLength + NonceLength + TagLength;

    public IDataProtector CreateProtector(string purpose1) => new KeyRingProtection(keys, $"{purpose}\n{purpose1}");

    IDataProtector IDataProtectionProvider.CreateProtector(string purpose) => CreateProtector(purpose);

    public byte[] Protect(byte[] plaintext)
    {
        var (keyId, secret) = keys.Active(KeyPurpose.Protection);
        var sealedBytes = new byte[HeadLength + plaintext.Length];
        keyId.Value.TryWriteBytes(sealedBytes, bigEndian: true, out _);
        var nonce = sealedBytes.AsSpan(KeyIdLength, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        using var cipher = Cipher(secret);
        cipher.Encrypt(
            nonce, plaintext, sealedBytes.AsSpan(HeadLength),
            sealedBytes.AsSpan(KeyIdLength + NonceLength, TagLength));
        return sealedBytes;
    }

    public byte[] Unprotect(byte[] protectedData)
    {
        if (protectedData.Length < HeadLength ||
            keys.Find(KeyId.From(new Guid(protectedData.AsSpan(0, KeyIdLength), bigEndian: true))) is not { } secret)
        {
            throw new CryptographicException("This was not sealed here.");
        }

        var plain = new byte[protectedData.Length - HeadLength];
        using var cipher = Cipher(secret);
        cipher.Decrypt(
            protectedData.AsSpan(KeyIdLength, NonceLength), protectedData.AsSpan(HeadLength),
            protectedData.AsSpan(KeyIdLength + NonceLength, TagLength), plain);
        return plain;
    }

    private AesGcm Cipher(byte[] secret) => new(
        HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, 32, info: Encoding.UTF8.GetBytes(purpose)), TagLength);
}
