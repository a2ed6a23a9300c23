using System.Security.Cryptography;
using System.Text;
using HiltBot.Engine.Storage;

namespace HiltBot.Engine.Webhooks;

/// <summary>
/// Signing secrets: <c>whsec_</c> and 32 random bytes in hex, shown once and kept sealed (rule 10). They must
/// be opened to sign, so a hash would not do.
/// </summary>
public sealed class WebhookSecrets(MasterKey masterKey)
{
    public const string Prefix = "whsec_";

    private const int PreviewHead = 10;
    private const int PreviewTail = 4;

    public static string Make() => Prefix + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    public static string PreviewOf(string secret) => $"{secret[..PreviewHead]}...{secret[^PreviewTail..]}";

    public byte[] Seal(string secret) => masterKey.Seal(Encoding.UTF8.GetBytes(secret));

    /// <summary>The secret's own UTF-8 bytes: the key of the signature (contract 8.1).</summary>
    public byte[] Open(byte[] box) => masterKey.Open(box);
}
