using System.Text.Json.Nodes;

namespace HiltBot.TestKit.Discord;

/// <summary>One REST call that came to the stand-in.</summary>
/// <param name="Route">Method and pattern (<see cref="DiscordRoutes"/>); empty when no route is like it.</param>
/// <param name="Path">As it came, without <c>/api/v10</c> and the query.</param>
/// <param name="HasToken">Whether the bot's token was on it.</param>
/// <param name="At">By the stand-in's clock.</param>
public sealed record DiscordCall(
    string Route, string Method, string Path, JsonNode? Body, string? Reason, bool HasToken, string? UserAgent,
    DateTimeOffset At)
{
    /// <summary>0 until it is answered, and when the connection was dropped instead.</summary>
    public int Status { get; internal set; }

    /// <summary>Discord's own error code; 0: none.</summary>
    public int Code { get; internal set; }

    /// <summary>Whether it changed or read the world, whatever the caller was told.</summary>
    public bool IsApplied { get; internal set; }

    public override string ToString() => $"{At:HH:mm:ss.fff} {Method} {Path}: {Status} {Code}";
}

/// <summary>The routes that the stand-in knows, by the names that faults, limits and calls use.</summary>
public static class DiscordRoutes
{
    public const string Any = "*";
    public const string GrantRole = "PUT /guilds/{guild}/members/{user}/roles/{role}";
    public const string RevokeRole = "DELETE /guilds/{guild}/members/{user}/roles/{role}";
    public const string GetMember = "GET /guilds/{guild}/members/{user}";
    public const string ListMembers = "GET /guilds/{guild}/members";
    public const string AddMember = "PUT /guilds/{guild}/members/{user}";
    public const string GetGuild = "GET /guilds/{guild}";
    public const string ListRoles = "GET /guilds/{guild}/roles";
    public const string ListChannels = "GET /guilds/{guild}/channels";
    public const string SendMessage = "POST /channels/{channel}/messages";
    public const string OpenDirectMessages = "POST /users/@me/channels";
    public const string MakeInvite = "POST /channels/{channel}/invites";
    public const string AnswerInteraction = "POST /interactions/{interaction}/{token}/callback";
    public const string EditAnswer = "PATCH /webhooks/{app}/{token}/messages/@original";
    public const string FollowUp = "POST /webhooks/{app}/{token}";
    public const string GatewayOfBot = "GET /gateway/bot";
    public const string ListCommands = "GET /applications/{app}/commands";
    public const string ReplaceCommands = "PUT /applications/{app}/commands";
}
