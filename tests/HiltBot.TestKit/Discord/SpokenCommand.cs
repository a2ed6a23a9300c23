using System.Globalization;
using System.Text.Json.Nodes;

namespace HiltBot.TestKit.Discord;

/// <summary>
/// A command as Discord's client builds it: found among the registered ones, allowed by context and permissions, its options
/// checked against their definitions.
/// </summary>
internal sealed class SpokenCommand(StandInDiscord discord, ulong user, GuildState? guild)
{
    private readonly JsonObject resolved = [];

    public IEnumerable<JsonObject> Offered()
    {
        if (guild?.Members.ContainsKey(discord.Bot.Id) == false)
        {
            return [];
        }

        var ofGuild = guild is null ? [] : discord.CommandsOf(guild.Id).Values.ToList();
        return ofGuild.Concat(discord.CommandsOf(0).Values).Where(command => (int)command["type"]! == 1 && IsOffered(command));
    }

    public JsonObject Data(string words, (string Name, object Value)[] options, string? focused)
    {
        var path = words.TrimStart('/').Split(' ');
        var command = Offered().FirstOrDefault(one => (string?)one["name"] == path[0]) ??
            throw new InvalidOperationException($"{discord.Users[user].Name} is not offered /{path[0]} here.");
        var definition = command;
        var steps = new List<JsonObject>();
        foreach (var word in path.Skip(1))
        {
            definition = OptionsOf(definition).FirstOrDefault(one =>
                (string?)one["name"] == word && (int?)one["type"] is 1 or 2) ??
                throw new InvalidOperationException($"/{words}: there is no \"{word}\".");
            steps.Add(new() { ["name"] = word, ["type"] = (int)definition["type"]! });
        }

        if (OptionsOf(definition).Any(one => (int?)one["type"] is 1 or 2))
        {
            throw new InvalidOperationException($"/{words} is said with one more word.");
        }

        var filled = Fill(definition, options, focused);
        foreach (var step in Enumerable.Reverse(steps))
        {
            step["options"] = filled;
            filled = [step];
        }

        var data = new JsonObject
        {
            ["id"] = (string?)command["id"],
            ["name"] = path[0],
            ["type"] = 1,
        };
        if (filled.Count > 0)
        {
            data["options"] = filled;
        }

        if ((string?)command["guild_id"] is { } place)
        {
            data["guild_id"] = place;
        }

        if (resolved.Count > 0)
        {
            data["resolved"] = resolved;
        }

        return data;
    }

    /// <summary>Adds what an id stands for, as Discord does beside the option that names it.</summary>
    public static void Resolve(StandInDiscord discord, JsonObject resolved, GuildState? guild, ulong id)
    {
        if (discord.Users.TryGetValue(id, out var person))
        {
            Under(resolved, "users")[id.Text()] = Wire.User(person);
            if (guild?.Members.GetValueOrDefault(id) is { } member)
            {
                var json = discord.Shown(guild, member, withUser: false);
                json["permissions"] = PermissionRules.Of(guild, member).Text();
                Under(resolved, "members")[id.Text()] = json;
            }
        }
        else if (guild?.Roles.GetValueOrDefault(id) is { } role)
        {
            Under(resolved, "roles")[id.Text()] = Wire.Role(role);
        }
        else if (discord.Channels.TryGetValue(id, out var channel))
        {
            Under(resolved, "channels")[id.Text()] = Wire.Channel(channel);
        }
        else
        {
            throw new InvalidOperationException($"There is nobody and nothing with the id {id}.");
        }
    }

    private bool IsOffered(JsonObject command)
    {
        var contexts = (command["contexts"] as JsonArray)?.Select(one => (int)one!).ToList();
        if (guild is null)
        {
            return contexts?.Contains(1) ?? (bool?)command["dm_permission"] ?? true;
        }

        if (contexts?.Contains(0) == false || !guild.Members.TryGetValue(user, out var member))
        {
            return false;
        }

        var may = PermissionRules.Of(guild, member);
        var asked = (string?)command["default_member_permissions"];
        var needed = asked is null
            ? DiscordPermission.None
            : (DiscordPermission)ulong.Parse(asked, CultureInfo.InvariantCulture);
        return may == PermissionRules.Everything ||
            (may.HasFlag(DiscordPermission.UseApplicationCommands) && asked != "0" && may.HasFlag(needed));
    }

    private JsonArray Fill(JsonObject definition, (string Name, object Value)[] options, string? focused)
    {
        var known = OptionsOf(definition).ToDictionary(one => (string)one["name"]!);
        var missing = known.Values.FirstOrDefault(one => ((bool?)one["required"] ?? false) &&
            options.All(option => option.Name != (string)one["name"]!));
        if (missing is not null && focused is null)
        {
            throw new InvalidOperationException($"\"{missing["name"]}\" must be filled in.");
        }

        return [.. options.Select(option =>
        {
            var asked = known.GetValueOrDefault(option.Name) ??
                throw new InvalidOperationException($"There is no option \"{option.Name}\".");
            var json = new JsonObject { ["name"] = option.Name, ["type"] = (int)asked["type"]! };
            if (option.Name == focused)
            {
                json["value"] = option.Value.ToString();
                json["focused"] = (bool?)asked["autocomplete"] == true
                    ? true
                    : throw new InvalidOperationException($"\"{option.Name}\" does not complete itself.");
            }
            else
            {
                json["value"] = Value(asked, option.Value);
            }

            return (JsonNode)json;
        })];
    }

    private JsonNode Value(JsonObject asked, object value)
    {
        var type = (int)asked["type"]!;
        var text = Convert.ToString(value, CultureInfo.InvariantCulture)!;
        if (asked["choices"] is JsonArray { Count: > 0 } choices)
        {
            var choice = choices.FirstOrDefault(one => one!["value"]!.ToString() == text || (string?)one["name"] == text) ??
                throw new InvalidOperationException($"\"{text}\" is not among the choices of \"{asked["name"]}\".");
            return choice["value"]!.DeepClone();
        }

        if (type is >= 6 and <= 9)
        {
            Resolve(discord, resolved, guild, RestRequest.Snowflake(text));
            return text;
        }

        if (type is 4 or 10 && !InRange(asked, "min_value", "max_value", Convert.ToDouble(value, CultureInfo.InvariantCulture)))
        {
            throw new InvalidOperationException($"{text} is out of the range of \"{asked["name"]}\".");
        }

        if (type == 3 && !InRange(asked, "min_length", "max_length", text.Length))
        {
            throw new InvalidOperationException($"\"{text}\" is too long or too short for \"{asked["name"]}\".");
        }

        return type switch
        {
            4 => Convert.ToInt64(value, CultureInfo.InvariantCulture),
            5 => (bool)value,
            10 => Convert.ToDouble(value, CultureInfo.InvariantCulture),
            _ => text,
        };
    }

    private static bool InRange(JsonObject asked, string min, string max, double value) =>
        (asked[min] is not { } least || value >= (double)least) && (asked[max] is not { } most || value <= (double)most);

    private static IEnumerable<JsonObject> OptionsOf(JsonObject definition) =>
        (definition["options"] as JsonArray ?? []).OfType<JsonObject>();

    private static JsonObject Under(JsonObject resolved, string name)
    {
        if (resolved[name] is not JsonObject inner)
        {
            resolved[name] = inner = [];
        }

        return inner;
    }
}
