using System.Text.Json;

namespace HiltBot.Discord.Arm;

internal sealed record GuildRole(
    string Id, string Name, ulong Position, GuildPermissions Permissions, bool IsManaged);

/// <param name="IsOfRole">Else of a member.</param>
internal sealed record Overwrite(string Id, bool IsOfRole, GuildPermissions Allow, GuildPermissions Deny);

internal sealed record GuildChannel(
    string Id, string Name, ulong Type, ulong Position, IReadOnlyList<Overwrite> Overwrites)
{
    public const ulong Text = 0;
    public const ulong Category = 4;
    public const ulong Announcement = 5;

    public bool TakesMessages => Type is Text or Announcement;

    public static GuildChannel? Of(JsonElement from) => Fields.Id(from, "id") is { } id
        ? new GuildChannel(
            id, Fields.Text(from, "name") ?? id,
            Fields.Of(from, "type").ValueKind == JsonValueKind.Number ? Fields.Number(from, "type") : ulong.MaxValue,
            Fields.Number(from, "position"),
            [.. Fields.Items(from, "permission_overwrites").Select(OverwriteOf).OfType<Overwrite>()])
        : null;

    private static Overwrite? OverwriteOf(JsonElement from) => Fields.Id(from, "id") is { } id
        ? new Overwrite(
            id, Fields.Text(from, "type") is "0" or "role", (GuildPermissions)Fields.Number(from, "allow"),
            (GuildPermissions)Fields.Number(from, "deny"))
        : null;
}

/// <param name="RoleIds">Each once, and never the server's own id: everybody has that one.</param>
internal sealed record GuildMember(string UserId, IReadOnlySet<string> RoleIds)
{
    /// <returns>Null when it does not say who, or does not list roles: what was not read is not "none".</returns>
    public static GuildMember? Of(JsonElement from, string guildId, string? userId = null) =>
        Fields.Of(from, "roles").ValueKind == JsonValueKind.Array &&
        (Fields.Id(Fields.Of(from, "user"), "id") ?? userId) is { } id
            ? new GuildMember(id, Fields.Items(from, "roles").Select(Fields.Id).OfType<string>()
                .Where(role => role != guildId).ToHashSet(StringComparer.Ordinal))
            : null;
}

/// <summary>A server as far as rights follow from it.</summary>
internal sealed record Guild(
    string Id, string Name, string? OwnerId, IReadOnlyDictionary<string, GuildRole> Roles,
    IReadOnlyList<string> WelcomeChannelIds)
{
    public static Guild? Of(JsonElement from)
    {
        if (Fields.Id(from, "id") is not { } id)
        {
            return null;
        }

        var roles = Fields.Items(from, "roles").Select(RoleOf).OfType<GuildRole>()
            .DistinctBy(role => role.Id).ToDictionary(role => role.Id, StringComparer.Ordinal);
        string?[] welcome = [Fields.Id(from, "system_channel_id"), Fields.Id(from, "rules_channel_id")];
        return new Guild(
            id, Fields.Text(from, "name") ?? id, Fields.Id(from, "owner_id"), roles, [.. welcome.OfType<string>()]);
    }

    private static GuildRole? RoleOf(JsonElement from) => Fields.Id(from, "id") is { } id
        ? new GuildRole(
            id, Fields.Text(from, "name") ?? id, Fields.Number(from, "position"),
            (GuildPermissions)Fields.Number(from, "permissions"), Fields.IsTrue(from, "managed"))
        : null;
}
