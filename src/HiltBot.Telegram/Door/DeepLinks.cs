using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using HiltBot.Engine.Chat;
using HiltBot.Telegram.Api;
using Microsoft.Extensions.Options;

namespace HiltBot.Telegram.Door;

/// <summary>
/// Links that open the private chat with what was asked elsewhere. Anybody can write such a link and have somebody else open
/// it, who may do more than they: what changes something is done only for the person for whom the bot made the link.
/// </summary>
internal sealed class DeepLinks(BotSelf self, IOptions<TelegramOptions> options)
{
    /// <summary>Six bytes: guessed only by making somebody open link after link.</summary>
    private const int MarkBytes = 6;
    private const int MarkLength = 8;

    private static readonly byte[] Purpose = "HiltBot link for one person"u8.ToArray();

    // Buttons that show something or ask something; what they lead to is decided by another press.
    private static readonly HashSet<string> Harmless = new(StringComparer.Ordinal)
    {
        Verbs.Offers, Verbs.See, Verbs.Pay, Verbs.Renew, Verbs.Status, Verbs.Cancel, Verbs.Receipts, Verbs.Support,
        Verbs.Reply, Verbs.Answer, Verbs.SetUp, Verbs.Members, Verbs.Member, Verbs.Unmatched, Verbs.OfferList,
        Verbs.OfferSee, Verbs.Wallet,
    };

    private readonly byte[] key = HMACSHA256.HashData(Encoding.UTF8.GetBytes(options.Value.Token ?? string.Empty), Purpose);

    /// <returns>Null where it does not fit, or the bot's own name is not known yet.</returns>
    public string? Url(DeepLink link, string? openerId = null)
    {
        if (self.Username is not { } username || link.Write() is not { } payload)
        {
            return null;
        }

        var whole = IsHarmless(link) ? payload : openerId is null ? null : payload + MarkOf(payload, openerId);
        return whole is { Length: <= DeepLink.LengthMax } ? $"https://t.me/{username}?start={whole}" : null;
    }

    /// <summary>The private chat alone.</summary>
    public string? Chat => self.Username is { } username ? $"https://t.me/{username}?start=help" : null;

    /// <returns>Null where the payload is the engine's business, or nobody's.</returns>
    public OpenedLink? Read(string payload, string openerId)
    {
        var border = payload.Length - MarkLength;
        if (border > 0 && CryptographicOperations.FixedTimeEquals(
                Encoding.UTF8.GetBytes(payload[border..]), Encoding.UTF8.GetBytes(MarkOf(payload[..border], openerId))) &&
            DeepLink.Read(payload[..border]) is { } theirs)
        {
            return new OpenedLink(theirs, IsTrusted: true);
        }

        var link = DeepLink.Read(payload) ?? (border > 0 ? DeepLink.Read(payload[..border]) : null);
        return link is null ? null : new OpenedLink(link, IsHarmless(link));
    }

    private static bool IsHarmless(DeepLink link) => link switch
    {
        DeepLink.Command command => command is { PersonId: null } or { Name: "why" },
        DeepLink.Press press => Harmless.Contains(press.ActionId.Split(':')[0]),
        _ => false,
    };

    private string MarkOf(string payload, string openerId) => Base64Url.EncodeToString(
        HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{openerId} {payload}")).AsSpan(0, MarkBytes));
}

/// <param name="IsTrusted">Whether it may be acted on for whoever opened it.</param>
internal sealed record OpenedLink(DeepLink Link, bool IsTrusted);
