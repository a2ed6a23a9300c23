using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace HiltBot.TestKit.Discord;

/// <summary>An interaction in Discord's JSON.</summary>
internal static class InteractionWire
{
    public static JsonObject Json(StandInDiscord discord, DiscordInteraction interaction)
    {
        var guild = interaction.Channel.Guild;
        var json = new JsonObject
        {
            ["id"] = interaction.Id,
            ["application_id"] = discord.ApplicationId,
            ["type"] = (int)interaction.Act,
            ["data"] = interaction.Data!.DeepClone(),
            ["channel_id"] = interaction.Channel.Id.Text(),
            ["channel"] = Wire.Channel(interaction.Channel),
            ["token"] = interaction.Token,
            ["version"] = 1,
            ["locale"] = "en-US",
            ["entitlements"] = new JsonArray(),
            ["attachment_size_limit"] = 10_485_760,
        };
        if (interaction.Source is { } source)
        {
            json["message"] = Wire.Message(source);
        }

        if (guild is null)
        {
            json["user"] = Wire.User(interaction.User);
            json["app_permissions"] = (DiscordPermission.ViewChannel | DiscordPermission.SendMessages).Text();
            json["authorizing_integration_owners"] = new JsonObject { ["0"] = "0" };
            json["context"] = 1;
            return json;
        }

        var member = discord.Shown(guild, guild.Members[interaction.User.Id]);
        member["permissions"] = PermissionRules.In(interaction.Channel, guild.Members[interaction.User.Id]).Text();
        json["member"] = member;
        json["guild_id"] = guild.Id.Text();
        json["guild"] = new JsonObject { ["id"] = guild.Id.Text(), ["locale"] = "en-US", ["features"] = new JsonArray() };
        json["guild_locale"] = "en-US";
        json["app_permissions"] = guild.Members.TryGetValue(discord.Bot.Id, out var bot)
            ? PermissionRules.In(interaction.Channel, bot).Text() : "0";
        json["authorizing_integration_owners"] = new JsonObject { ["0"] = guild.Id.Text() };
        json["context"] = 0;
        return json;
    }
}

public enum DiscordSigning
{
    Right,
    AnotherKey,
    AnotherBody,
    OldTimestamp,
    Missing,
}

/// <summary>What the posted endpoint answered.</summary>
public sealed record PostedAnswer(int Status, JsonNode? Body);

/// <summary>Interactions over HTTP, signed with the application's key over timestamp and body.</summary>
internal static class InteractionPost
{
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(30) };

    public static async Task DeliverAsync(
        StandInDiscord discord, DiscordInteraction interaction, JsonObject json, string url)
    {
        try
        {
            var answer = await PostAsync(discord, json, url, DiscordSigning.Right);
            if (answer is { Status: 200, Body: JsonObject body })
            {
                discord.TakeHttpAnswer(interaction, body);
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException or IOException)
        {
            // Nobody answers: the deadline says so to the person.
        }
    }

    public static async Task<PostedAnswer> PostAsync(
        StandInDiscord discord, JsonObject json, string url, DiscordSigning signing)
    {
        var body = Encoding.UTF8.GetBytes(json.ToJsonString());
        var now = discord.Time.GetUtcNow() - (signing == DiscordSigning.OldTimestamp ? TimeSpan.FromHours(1) : default);
        var timestamp = now.ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture);
        byte[] signed = [.. Encoding.UTF8.GetBytes(timestamp), .. body, .. signing == DiscordSigning.AnotherBody ? " "u8 : []];
        var signature = discord.Sign(signed, withAnotherKey: signing == DiscordSigning.AnotherKey);
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.UserAgent.ParseAdd("Discord-Interactions/1.0");
        if (signing != DiscordSigning.Missing)
        {
            request.Headers.Add("X-Signature-Ed25519", Convert.ToHexStringLower(signature));
            request.Headers.Add("X-Signature-Timestamp", timestamp);
        }

        using var response = await Http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return new((int)response.StatusCode, Parse(text));
    }

    private static JsonNode? Parse(string text)
    {
        try
        {
            return text.Length == 0 ? null : JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
