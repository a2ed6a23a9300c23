using System.Security.Cryptography;
using System.Text;

namespace HiltBot.Telegram.Updates;

/// <summary>What Telegram sends along with every update that it posts (<c>secret_token</c> of <c>setWebhook</c>).</summary>
internal static class WebhookSecret
{
    public const string Header = "X-Telegram-Bot-Api-Secret-Token";

    private static readonly byte[] Purpose = "HiltBot webhook secret"u8.ToArray();

    /// <summary>The one of the settings, else one that every node derives from the token.</summary>
    public static string Of(TelegramOptions options) => options.WebhookSecret is { Length: > 0 } own
        ? own
        : Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(options.Token ?? string.Empty), Purpose));

    /// <summary>In a time that says nothing about how much of it is right, nor how long it is.</summary>
    public static bool IsSame(string expected, string? given) => CryptographicOperations.FixedTimeEquals(
        SHA256.HashData(Encoding.UTF8.GetBytes(expected)),
        SHA256.HashData(Encoding.UTF8.GetBytes(given ?? string.Empty)));
}
