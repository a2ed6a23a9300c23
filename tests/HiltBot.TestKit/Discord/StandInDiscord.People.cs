using System.Text.Json.Nodes;

namespace HiltBot.TestKit.Discord;

// What people do: each act is an interaction, delivered as Discord delivers it.
public sealed partial class StandInDiscord
{
    /// <summary>Somebody says a command.</summary>
    /// <param name="guild">Null: in the private chat with the bot.</param>
    /// <param name="command">Its words: <c>join</c>, <c>offer create</c>.</param>
    /// <param name="options">People, roles and channels by id.</param>
    /// <exception cref="InvalidOperationException">Discord's client would not let them: see the message.</exception>
    public Task<DiscordInteraction> SayAsync(
        string user, string? guild, string? channel, string command, params (string Name, object Value)[] options) =>
        ActAsync(() =>
        {
            var spoken = new SpokenCommand(this, Parse(user), guild is null ? null : Guild(guild));
            return NewInteraction(DiscordAct.Command, user, Place(user, guild, channel), null,
                spoken.Data(command, options, focused: null));
        });

    public Task<DiscordInteraction> SayPrivatelyAsync(
        string user, string command, params (string Name, object Value)[] options) =>
        SayAsync(user, null, null, command, options);

    /// <summary>Somebody types into an option that completes itself; the option being typed comes last.</summary>
    public Task<DiscordInteraction> TypeAsync(
        string user, string? guild, string? channel, string command, params (string Name, object Value)[] options) =>
        ActAsync(() =>
        {
            var spoken = new SpokenCommand(this, Parse(user), guild is null ? null : Guild(guild));
            return NewInteraction(DiscordAct.Autocomplete, user, Place(user, guild, channel), null,
                spoken.Data(command, options, options[^1].Name));
        });

    /// <summary>Somebody presses a button that they see, by its label or custom id.</summary>
    public Task<DiscordInteraction> PressAsync(string user, ShownMessage message, string labelOrCustomId) =>
        ActAsync(() =>
        {
            var control = new ShownMessage(message.State).Control(labelOrCustomId);
            MayUse(user, message.State, control, 2);
            return NewInteraction(DiscordAct.Component, user, message.State.Channel, message.State,
                new() { ["component_type"] = 2, ["custom_id"] = control.CustomId, ["id"] = 1 });
        });

    /// <summary>Somebody presses a button of a message in a channel.</summary>
    public Task<DiscordInteraction> PressAsync(string user, string channel, string messageId, string labelOrCustomId) =>
        PressAsync(user, MessagesIn(channel).First(message => message.Id == messageId), labelOrCustomId);

    /// <summary>Somebody chooses from a select menu, by value or label; from user, role and channel menus by id.</summary>
    public Task<DiscordInteraction> ChooseAsync(
        string user, ShownMessage message, string placeholderOrCustomId, params string[] values) =>
        ActAsync(() =>
        {
            var control = new ShownMessage(message.State).Control(placeholderOrCustomId);
            MayUse(user, message.State, control, control.Type);
            if (values.Length < control.Min || values.Length > control.Max)
            {
                throw new InvalidOperationException($"Between {control.Min} and {control.Max} can be chosen.");
            }

            var chosen = control.Type == 3
                ? values.Select(value => control.Options.FirstOrDefault(one => one.Value == value || one.Name == value)?.Value ??
                    throw new InvalidOperationException($"There is no \"{value}\" to choose."))
                : values;
            var data = new JsonObject
            {
                ["component_type"] = control.Type,
                ["custom_id"] = control.CustomId,
                ["id"] = 1,
                ["values"] = new JsonArray([.. chosen.Select(value => (JsonNode)value)]),
            };
            if (control.Type != 3)
            {
                var resolved = new JsonObject();
                foreach (var value in values)
                {
                    SpokenCommand.Resolve(this, resolved, message.State.Channel.Guild, Parse(value));
                }

                data["resolved"] = resolved;
            }

            return NewInteraction(DiscordAct.Component, user, message.State.Channel, message.State, data);
        });

    /// <summary>Somebody fills in the modal that their last act brought, and sends it.</summary>
    public Task<DiscordInteraction> SubmitAsync(
        DiscordInteraction opener, params (string CustomIdOrLabel, string Value)[] values) => ActAsync(() =>
    {
        if (opener.AnswerType != 9)
        {
            throw new InvalidOperationException("There is no modal to send.");
        }

        var modal = opener.Modal();
        var rows = (JsonArray)opener.AnswerData!["components"]!.DeepClone();
        foreach (var input in MessageRules.Inputs(rows))
        {
            var mine = values.FirstOrDefault(one => one.CustomIdOrLabel == (string?)input["custom_id"] ||
                one.CustomIdOrLabel == (string?)input["label"]);
            var value = mine.Value ?? (string?)input["value"] ?? string.Empty;
            if (value.Length == 0 && ((bool?)input["required"] ?? true))
            {
                throw new InvalidOperationException($"\"{input["label"]}\" must be filled in.");
            }

            if (value.Length > ((int?)input["max_length"] ?? 4000) || value.Length < ((int?)input["min_length"] ?? 0))
            {
                throw new InvalidOperationException($"\"{input["label"]}\" is too long or too short.");
            }

            foreach (var field in input.Select(pair => pair.Key).Where(key => key is not ("type" or "custom_id" or "id")).ToList())
            {
                input.Remove(field);
            }

            input["value"] = value;
        }

        return NewInteraction(DiscordAct.Modal, opener.UserId, opener.Channel, opener.Source,
            new() { ["custom_id"] = modal.CustomId, ["components"] = rows });
    });

    /// <summary>The words of the commands that somebody is offered in a guild (null: in the private chat).</summary>
    public IReadOnlyList<string> CommandsOffered(string user, string? guild) => Read(() =>
        new SpokenCommand(this, Parse(user), guild is null ? null : Guild(guild)).Offered()
            .Select(one => (string)one["name"]!).ToList());

    private async Task<DiscordInteraction> ActAsync(Func<DiscordInteraction> make)
    {
        DiscordInteraction interaction;
        JsonObject json;
        string? url;
        lock (Gate)
        {
            interaction = make();
            json = InteractionWire.Json(this, interaction);
            url = InteractionsUrl;
            if (url is null)
            {
                Gateway.Dispatch(interaction.Channel.Guild, "INTERACTION_CREATE", json);
            }
        }

        Changed();
        if (url is not null)
        {
            _ = InteractionPost.DeliverAsync(this, interaction, json, url);
        }

        await Task.Yield();
        return interaction;
    }

    private DiscordInteraction NewInteraction(
        DiscordAct act, string user, ChannelState channel, MessageState? source, JsonObject data)
    {
        if (channel.Guild is { } guild && !guild.Members.ContainsKey(Parse(user)))
        {
            throw new InvalidOperationException($"{Users[Parse(user)].Name} is not in {guild.Name}.");
        }

        var interaction = new DiscordInteraction(this, NewId(), act, Users[Parse(user)], channel)
        {
            Source = source,
            Data = data,
        };
        Interactions[interaction.Number] = interaction;
        InteractionsByToken[interaction.Token] = interaction;
        interaction.Deadline = Time.CreateTimer(
            _ => Expire(interaction), null, DiscordInteraction.AnswerTime, Timeout.InfiniteTimeSpan);
        return interaction;
    }

    private void Expire(DiscordInteraction interaction)
    {
        Change(() =>
        {
            interaction.HasFailed = interaction.AnsweredAt is null;
        });
        interaction.Changes.Beat();
    }

    private ChannelState Place(string user, string? guild, string? channel)
    {
        if (guild is null)
        {
            return PrivateChat(Users[Parse(user)]);
        }

        var place = channel is null ? Guild(guild).Channels.Values.First() : Channels[Parse(channel)];
        if (!Guild(guild).Members.TryGetValue(Parse(user), out var member))
        {
            throw new InvalidOperationException($"{Users[Parse(user)].Name} is not in {Guild(guild).Name}.");
        }

        return PermissionRules.In(place, member).HasFlag(DiscordPermission.ViewChannel)
            ? place
            : throw new InvalidOperationException($"{member.User.Name} does not see #{place.Name}.");
    }

    private static void MayUse(string user, MessageState message, ShownControl control, int type)
    {
        if (message.IsDeleted || (message.OnlyFor is { } reader && reader != Parse(user)))
        {
            throw new InvalidOperationException("They do not see that message.");
        }

        if (control.IsDisabled || control.CustomId is null || control.Type != type)
        {
            throw new InvalidOperationException($"\"{control.Label}\" is a link, switched off or of another kind.");
        }
    }
}
