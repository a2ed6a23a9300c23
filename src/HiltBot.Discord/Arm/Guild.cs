using System.Text.Json;
using HiltBot.Discord.Wire;

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

    public static GuildChannel? Of(JsonElement from) => from.Id("id") is { } id
        ? new GuildChannel(
            id, from.Text("name") ?? id,
            from.Member("type").ValueKind == JsonValueKind.Number ? from.Number("type") : ulong.MaxValue,
            from.Number("position"),
            [.. from.Items("permission_overwrites").Select(OverwriteOf).OfType<Overwrite>()])
        : null;

    private static Overwrite? OverwriteOf(JsonElement from) => from.Id("id") is { } id
        ? new Overwrite(
            id, from.Text("type") is "0" or "role", (GuildPermissions)from.Number("allow"),
            (GuildPermissions)from.Number("deny"))
        : null;
}

/// <param name="RoleIds">Each once, and never the server's own id: everybody has that one.</param>
internal sealed record GuildMember(string UserId, IReadOnlySet<string> RoleIds)
{
    /// <returns>Null when it does not say who, or does not list roles: what was not read is not "none".</returns>
    public static GuildMember? Of(JsonElement from, string guildId, string? userId = null) =>
        from.Member("roles").ValueKind == JsonValueKind.Array &&
        (from.Member("user").Id("id") ?? userId) is { } id
            ? new GuildMember(id, from.Items("roles").Select(Lenient.AsId).OfType<string>()
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
        if (from.Id("id") is not { } id)
        {
            return null;
        }

        var roles = from.Items("roles").Select(RoleOf).OfType<GuildRole>()
            .DistinctBy(role => role.Id).ToDictionary(role => role.Id, StringComparer.Ordinal);
        string?[] welcome = [from.Id("system_channel_id"), from.Id("rules_channel_id")];
        return new Guild(
            id, from.Text("name") ?? id, from.Id("owner_id"), roles, [.. welcome.OfType<string>()]);
    }

    private static GuildRole? RoleOf(JsonElement from) => from.Id("id") is { } id
        ? new GuildRole(
            id, from.Text("name") ?? id, from.Number("position"),
            (GuildPermissions)from.Number("permissions"), from.IsTrue("managed"))
        : null;
}
