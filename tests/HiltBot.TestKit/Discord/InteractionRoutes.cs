using System.Text.Json.Nodes;

namespace HiltBot.TestKit.Discord;

/// <summary>
/// Answers to interactions: the first within three seconds and once, all later ones under the interaction's token for fifteen
/// minutes (discord.com/developers/docs/interactions/receiving-and-responding).
/// </summary>
internal sealed class InteractionRoutes(StandInDiscord discord)
{
    public void AddTo(RouteTable routes)
    {
        routes.Add(DiscordRoutes.AnswerInteraction, RestKey.Interaction, Callback);
        routes.Add("GET /webhooks/{app}/{token}/messages/@original", RestKey.Interaction,
            request => RestReply.Ok(Wire.Message(Original(Open(request)))));
        routes.Add(DiscordRoutes.EditAnswer, RestKey.Interaction, EditOriginal);
        routes.Add("DELETE /webhooks/{app}/{token}/messages/@original", RestKey.Interaction, DeleteOriginal);
        routes.Add(DiscordRoutes.FollowUp, RestKey.Interaction, FollowUp);
        routes.Add("PATCH /webhooks/{app}/{token}/messages/{message}", RestKey.Interaction, EditFollowup);
        routes.Add("DELETE /webhooks/{app}/{token}/messages/{message}", RestKey.Interaction, DeleteFollowup);
    }

    /// <summary>The first answer, from the callback route or as the body of an HTTP answer.</summary>
    public JsonObject Answer(DiscordInteraction interaction, JsonObject body, JsonArray files, string way)
    {
        if (interaction.IsLate)
        {
            throw RestRefusal.UnknownInteraction;
        }

        if (interaction.AnsweredAt is not null)
        {
            throw RestRefusal.AlreadyAcknowledged;
        }

        var type = (int?)body["type"] ?? 0;
        var data = body["data"] as JsonObject ?? [];
        if (!MayAnswer(interaction, type))
        {
            throw RestRefusal.Form("type", "INTERACTION_TYPE_INVALID", "The specified type is not valid here.");
        }

        Apply(interaction, type, data, files);
        interaction.AnsweredAt = discord.Time.GetUtcNow();
        interaction.AnswerType = type;
        interaction.AnswerData = data.DeepClone().AsObject();
        interaction.Deadline?.Dispose();
        Note(interaction, way, type);
        var shown = interaction.Original;
        var answer = new JsonObject
        {
            ["interaction"] = new JsonObject
            {
                ["id"] = interaction.Id,
                ["type"] = (int)interaction.Act,
                ["response_message_id"] = shown?.Id.Text(),
                ["response_message_loading"] = shown?.IsLoading ?? false,
                ["response_message_ephemeral"] = interaction.IsEphemeral,
            },
            ["resource"] = new JsonObject { ["type"] = type },
        };
        if (shown is not null)
        {
            answer["resource"]!["message"] = Wire.Message(shown);
        }

        return answer;
    }

    private RestReply Callback(RestRequest request)
    {
        var interaction = discord.Interactions.GetValueOrDefault(request.Id("interaction"));
        if (interaction is null || interaction.Token != request.Values["token"])
        {
            throw RestRefusal.UnknownInteraction;
        }

        var answer = Answer(interaction, request.Fields, request.Files, "callback");
        return request.Query.GetValueOrDefault("with_response") == "true" ? RestReply.Ok(answer) : RestReply.NoContent;
    }

    private static bool MayAnswer(DiscordInteraction interaction, int type) => interaction.Act switch
    {
        DiscordAct.Autocomplete => type == 8,
        DiscordAct.Command => type is 4 or 5 or 9,
        DiscordAct.Component => type is 4 or 5 or 6 or 7 or 9,
        _ => type is 4 or 5 || (type is 6 or 7 && interaction.Source is not null),
    };

    private void Apply(DiscordInteraction interaction, int type, JsonObject data, JsonArray files)
    {
        switch (type)
        {
            case 4 or 5:
                var message = discord.NewMessage(interaction.Channel, discord.Bot);
                if ((((int?)data["flags"] ?? 0) & Wire.EphemeralFlag) != 0)
                {
                    message.Flags |= Wire.EphemeralFlag;
                    message.OnlyFor = interaction.User.Id;
                    interaction.IsEphemeral = true;
                }

                if (type == 4)
                {
                    MessageRules.Write(message, data, files);
                }
                else
                {
                    message.Flags |= Wire.LoadingFlag;
                }

                discord.Publish(message);
                interaction.Original = message;
                break;
            case 6 or 7:
                interaction.Original = interaction.Source!;
                interaction.IsEphemeral = interaction.Source!.OnlyFor is not null;
                if (type == 7)
                {
                    Edit(interaction.Source, data, files);
                }

                break;
            case 8:
                MessageRules.CheckChoices(data);
                break;
            default:
                MessageRules.CheckModal(data);
                break;
        }
    }

    private RestReply EditOriginal(RestRequest request)
    {
        var interaction = Open(request);
        var message = Original(interaction);
        Edit(message, request.Fields, request.Files);
        interaction.Edits++;
        Note(interaction, "edit", 0, message);
        return RestReply.Ok(Wire.Message(message));
    }

    private RestReply DeleteOriginal(RestRequest request)
    {
        Drop(Original(Open(request)));
        return RestReply.NoContent;
    }

    private RestReply FollowUp(RestRequest request)
    {
        var interaction = Open(request);

        // Straight after a deferral this edits the loading message instead (Discord, "Create Followup Message").
        if (interaction is { AnswerType: 5, Original.IsLoading: true })
        {
            Edit(interaction.Original, request.Fields, request.Files);
            interaction.Edits++;
            Note(interaction, "followup", 0, interaction.Original);
            return RestReply.Ok(Wire.Message(interaction.Original));
        }

        var message = discord.NewMessage(interaction.Channel, discord.Bot);
        MessageRules.Write(message, request.Fields, request.Files);
        if ((message.Flags & Wire.EphemeralFlag) != 0)
        {
            message.OnlyFor = interaction.User.Id;
        }

        discord.Publish(message);
        interaction.Followups.Add(message);
        Note(interaction, "followup", 0, message);
        return RestReply.Ok(Wire.Message(message));
    }

    private RestReply EditFollowup(RestRequest request)
    {
        var interaction = Open(request);
        var message = FollowupOf(interaction, request);
        Edit(message, request.Fields, request.Files);
        Note(interaction, "edit", 0, message);
        return RestReply.Ok(Wire.Message(message));
    }

    private RestReply DeleteFollowup(RestRequest request)
    {
        Drop(FollowupOf(Open(request), request));
        return RestReply.NoContent;
    }

    private static MessageState FollowupOf(DiscordInteraction interaction, RestRequest request)
    {
        var id = request.Id("message");
        return interaction.Followups.Append(interaction.Original).FirstOrDefault(one => one?.Id == id && !one.IsDeleted) ??
            throw RestRefusal.UnknownMessage;
    }

    private DiscordInteraction Open(RestRequest request)
    {
        var interaction = discord.InteractionsByToken.GetValueOrDefault(request.Values["token"]);
        if (interaction is null || request.Values["app"] != discord.ApplicationId)
        {
            throw RestRefusal.UnknownWebhook;
        }

        if (interaction.IsOver)
        {
            throw RestRefusal.InvalidWebhookToken;
        }

        return interaction.AnsweredAt is null ? throw RestRefusal.UnknownWebhook : interaction;
    }

    private static MessageState Original(DiscordInteraction interaction) =>
        interaction.Original is { IsDeleted: false } message ? message : throw RestRefusal.UnknownMessage;

    private void Edit(MessageState message, JsonObject body, JsonArray files)
    {
        var fields = body.DeepClone().AsObject();
        fields.Remove("flags");
        MessageRules.Write(message, fields, files);
        message.Flags &= ~Wire.LoadingFlag;
        message.EditedAt = discord.Time.GetUtcNow();
    }

    private static void Drop(MessageState message)
    {
        message.IsDeleted = true;
        message.Channel.Messages.Remove(message);
    }

    private void Note(DiscordInteraction interaction, string way, int type, MessageState? message = null)
    {
        message ??= interaction.Original;
        discord.Note(new DiscordAnswer(
            interaction.Id, interaction.UserId, way, type, message?.OnlyFor is not null,
            message is null ? string.Empty : new ShownMessage(message).Text, discord.Time.GetUtcNow() - interaction.MadeAt));
        interaction.Changes.Beat();
    }
}
