using System.Globalization;
using HiltBot.Telegram.Wire;

namespace HiltBot.Telegram.Arm;

/// <summary>Ids of chats and people: people have positive ones, basic groups negative ones, supergroups and channels those
/// from -1000000000001 down.</summary>
internal static class ChatIds
{
    private const long LargeFrom = -1_000_000_000_000;

    /// <summary>A group, supergroup or channel.</summary>
    public static bool IsChat(string? id) => Lenient.IsId(id) && Number(id!) < 0;

    public static bool IsAccount(string? id) => Lenient.IsId(id) && Number(id!) > 0;

    /// <summary>Neither supergroup nor channel: it keeps no list of banned people.</summary>
    public static bool IsBasicGroup(string id) => IsChat(id) && Number(id) > LargeFrom;

    private static long Number(string id) => long.Parse(id, CultureInfo.InvariantCulture);
}
