using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json;
using HiltBot.Solana.Keys;

namespace HiltBot.Engine.Checkouts.Phantom;

/// <summary>
/// Our half of the box in which the Phantom wallet talks to this server (<c>HiltBot:Phantom:KeyFile</c>): an X25519
/// secret. Without one there are no deep links into the wallet.
/// </summary>
public sealed class PhantomKey
{
    public static readonly PhantomKey None = new([]);

    private readonly byte[] secret;

    private PhantomKey(byte[] secret)
    {
        this.secret = secret;
        PublicKey = secret.Length == 0 ? string.Empty : Base58.Encode(X25519.PublicKey(secret));
    }

    public bool IsSet => secret.Length > 0;

    /// <summary>Base58; what the wallet seals its answers for.</summary>
    public string PublicKey { get; }

    public static PhantomKey From(ReadOnlySpan<byte> secret) => secret.Length == X25519.KeyLength
        ? new PhantomKey(secret.ToArray())
        : throw new ArgumentException($"A key for Phantom has {X25519.KeyLength} bytes.", nameof(secret));

    /// <summary>Reads a key file: base64 of 32 bytes, nothing else.</summary>
    public static bool TryRead(string path, [NotNullWhen(true)] out PhantomKey? key)
    {
        key = null;
        try
        {
            Span<byte> bytes = stackalloc byte[64];
            if (!Convert.TryFromBase64String(File.ReadAllText(path).Trim(), bytes, out var length) ||
                length != X25519.KeyLength)
            {
                return false;
            }

            key = From(bytes[..length]);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Opens what the wallet sealed for us: a JSON object, else it is nothing.</summary>
    /// <param name="walletKey">The wallet's half for this session, base58; nonce and data too.</param>
    public bool TryOpen(string walletKey, string nonce, string data, out JsonElement content)
    {
        content = default;
        if (Shared(walletKey) is not { } shared ||
            !Base58.TryDecode(nonce, out var nonceBytes) || nonceBytes.Length != NaclBox.NonceLength ||
            !Base58.TryDecode(data, out var box) ||
            !NaclBox.TryOpen(shared, nonceBytes, box, out var message))
        {
            return false;
        }

        try
        {
            content = JsonSerializer.Deserialize<JsonElement>(message);
            return content.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Seals a JSON object for the wallet.</summary>
    public (string Nonce, string Payload) Seal(string walletKey, IReadOnlyDictionary<string, string> content)
    {
        var shared = Shared(walletKey) ?? throw new InvalidOperationException("This wallet cannot be reached.");
        var nonce = RandomNumberGenerator.GetBytes(NaclBox.NonceLength);
        var box = NaclBox.Seal(shared, nonce, JsonSerializer.SerializeToUtf8Bytes(content));
        return (Base58.Encode(nonce), Base58.Encode(box));
    }

    private byte[]? Shared(string walletKey) =>
        IsSet && Base58.TryDecode(walletKey, out var key) && key.Length == X25519.KeyLength
            ? NaclBox.SharedKey(secret, key)
            : null;
}
