using HiltBot.Discord.Rest;

namespace HiltBot.Discord.Arm;

/// <summary>The calls that the arm makes, each with the route by which its bucket is found.</summary>
internal static class Calls
{
    // Notices are given ten seconds for all that they need; what has to wait longer waits in their rows.
    private static readonly TimeSpan LookWait = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan ChangeWait = TimeSpan.FromSeconds(6);

    // Seats are given twenty. Waiting in line through a window of ten leaves at the very moment when the next one opens.
    private static readonly TimeSpan RoleWait = TimeSpan.FromSeconds(12);

    /// <summary>Nobody waits for it but a sweep.</summary>
    private static readonly TimeSpan SurveyWait = TimeSpan.FromMinutes(2);

    public static RestCall Me { get; } = Get("/users/@me", "/users/@me");

    public static RestCall Guild(string guild) => Get($"/guilds/{guild}", $"/guilds/{guild}");

    public static RestCall Channels(string guild) => Get($"/guilds/{guild}/channels", $"/guilds/{guild}/channels");

    public static RestCall Member(string guild, string user) =>
        Get($"/guilds/{guild}/members/{{user}}", $"/guilds/{guild}/members/{user}");

    public static RestCall Members(string guild, string after, int limit) =>
        Get($"/guilds/{guild}/members", $"/guilds/{guild}/members?limit={limit}&after={after}") with
        {
            WaitMax = SurveyWait,
        };

    public static RestCall GiveRole(string guild, string user, string role, string reason) =>
        Role(HttpMethod.Put, guild, user, role, reason);

    public static RestCall TakeRole(string guild, string user, string role, string reason) =>
        Role(HttpMethod.Delete, guild, user, role, reason);

    public static RestCall Invite(string code) => Get("/invites/{code}", $"/invites/{code}");

    /// <summary>A fresh one: an alike one that exists might end soon.</summary>
    public static RestCall MakeInvite(string channel, TimeSpan lifetime) => Post(
        $"/channels/{channel}/invites", new { MaxAge = (int)lifetime.TotalSeconds, MaxUses = 0, Unique = true }) with
    {
        Reason = "Invite for a member who has paid and is not here yet",
        IsSafeToRepeat = true,
    };

    /// <summary>Gives the channel that there is, or opens it.</summary>
    public static RestCall OpenPrivateChannel(string user) =>
        Post("/users/@me/channels", new { RecipientId = user }) with { IsSafeToRepeat = true };

    public static RestCall Send(string channel, object message) =>
        Post($"/channels/{channel}/messages", message) with { IsSafeToRepeat = true };

    public static RestCall ActiveThreads(string guild) =>
        Get($"/guilds/{guild}/threads/active", $"/guilds/{guild}/threads/active");

    public static RestCall StartPrivateThread(string channel, string name) => Post(
        $"/channels/{channel}/threads",
        new { Name = name, Type = 12, Invitable = false, AutoArchiveDuration = 10_080 });

    public static RestCall AddToThread(string thread, string user) => new(
        HttpMethod.Put, $"/channels/{thread}/thread-members/{{user}}", $"/channels/{thread}/thread-members/{user}")
    {
        WaitMax = ChangeWait,
    };

    private static RestCall Role(HttpMethod method, string guild, string user, string role, string reason) => new(
        method, $"/guilds/{guild}/members/{{user}}/roles/{{role}}", $"/guilds/{guild}/members/{user}/roles/{role}")
    {
        Reason = reason,
        WaitMax = RoleWait,
    };

    private static RestCall Get(string route, string path) => new(HttpMethod.Get, route, path) { WaitMax = LookWait };

    private static RestCall Post(string path, object body) =>
        new(HttpMethod.Post, path, path) { Body = body, WaitMax = ChangeWait };
}
