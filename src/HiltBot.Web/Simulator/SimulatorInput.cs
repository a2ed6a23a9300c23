using HiltBot.Engine.Chat;
using HiltBot.Engine.Sandbox;
using HiltBot.Engine.Values;
using HiltBot.Web.Wire;

namespace HiltBot.Web.Simulator;

/// <summary>
/// Reads what the simulator's page sends. Null, or a refusal in the body, when it makes no sense.
/// </summary>
internal static class SimulatorInput
{
    private const int TextMax = 2000;
    private const int IdMax = 64;

    public static SimDoing? Doing(JsonBody body)
    {
        var doing = body.RequiredText("doing", IdMax);
        var persona = SimWorld.FindPersona(body.RequiredText("as", IdMax));
        if (persona is null || PlatformOf(body) is not { } platform)
        {
            return null;
        }

        var account = persona.AccountOn(platform);
        var flag = body.Flag("value") ?? false;
        SimDoing? wanted = doing switch
        {
            "speak" => new SimDoing.Speak(
                platform, body.RequiredText("channel", IdMax), account, body.RequiredText("text", TextMax, 1)),
            "leave" => new SimDoing.Leave(platform, account),
            "join" => new SimDoing.Join(platform, account),
            "set_messages" => new SimDoing.SetMessages(platform, account, flag),
            _ => null,
        };
        wanted ??= persona.MayManage ? StaffDoing(doing, platform, body, flag) : null;
        return body.Refusal is null ? wanted : null;
    }

    public static SimSaying? Saying(JsonBody body)
    {
        var persona = SimWorld.FindPersona(body.RequiredText("as", IdMax));
        var updateId = body.RequiredText("update_id", IdMax, 1);
        if (persona is null || PlatformOf(body) is not { } platform)
        {
            return null;
        }

        var (input, echo) = Input(body, platform);
        return input is null || body.Refusal is not null
            ? null
            : new SimSaying(persona, platform, body.Text("channel", IdMax), $"sim-{updateId}", input, echo);
    }

    private static SimDoing? StaffDoing(string doing, Platform platform, JsonBody body, bool flag) => doing switch
    {
        "set_role" => new SimDoing.SetRole(
            platform, body.RequiredText("account", IdMax), body.RequiredText("target_id", IdMax), flag),
        "kick_bot" => new SimDoing.KickBot(platform),
        "invite_bot" => new SimDoing.InviteBot(platform),
        "set_bot_rights" => new SimDoing.SetBotRights(platform, flag),
        "delete_place" => new SimDoing.DeletePlace(platform),
        "restore_place" => new SimDoing.RestorePlace(platform),
        _ => null,
    };

    private static Platform? PlatformOf(JsonBody body) =>
        EnumText.TryParse<Platform>(body.RequiredText("platform", IdMax), out var platform) &&
        SimWorld.Find(platform) is not null
            ? platform
            : null;

    private static (ChatInput? Input, string? Echo) Input(JsonBody body, Platform platform)
    {
        switch (body.RequiredText("kind", IdMax))
        {
            case "line":
                var line = body.RequiredText("text", TextMax, 1);
                return CommandLine.Read(line) is { } typed ? (Resolve(typed, platform), line) : (null, null);
            case "command":
                var command = new ChatInput.Command(body.RequiredText("name", IdMax), body.Texts("options"));
                return (command, $"/{command.Name}");
            case "press":
                return (new ChatInput.Pressed(body.RequiredText("action_id", IdMax)), null);
            case "choose":
                return (new ChatInput.Chosen(
                    body.RequiredText("action_id", IdMax), body.RequiredText("value", TextMax)), null);
            case "submit":
                return (new ChatInput.Submitted(body.RequiredText("action_id", IdMax), body.Texts("fields")), null);
            default:
                return (null, null);
        }
    }

    // People type names; the engine knows accounts and channels by the platform's own ids.
    private static ChatInput.Command Resolve(ChatInput.Command command, Platform platform)
    {
        if (CommandList.Find(command.Name) is not { } spec)
        {
            return command;
        }

        var options = new Dictionary<string, string>(command.Options, StringComparer.Ordinal);
        foreach (var option in spec.Options.Where(option => options.ContainsKey(option.Name)))
        {
            options[option.Name] = Resolve(option.Type, options[option.Name].Trim(), platform);
        }

        return command with { Options = options };
    }

    private static string Resolve(CommandOptionType type, string value, Platform platform) => type switch
    {
        CommandOptionType.Person => SimWorld.Personas.FirstOrDefault(persona =>
            string.Equals(persona.Display, value.TrimStart('@'), StringComparison.OrdinalIgnoreCase) ||
            string.Equals(persona.Id, value.TrimStart('@'), StringComparison.OrdinalIgnoreCase))
            ?.AccountOn(platform) ?? value,
        CommandOptionType.Channel => value.TrimStart('#'),
        CommandOptionType.Target => SimWorld.Find(platform)?.Gated.FirstOrDefault(channel =>
            string.Equals(channel.Title, value.TrimStart('#'), StringComparison.OrdinalIgnoreCase))?.TargetId ?? value,
        _ => value,
    };
}
