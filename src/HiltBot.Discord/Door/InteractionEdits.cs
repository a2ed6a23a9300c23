using HiltBot.Discord.Gateway;
using HiltBot.Discord.Rest;
using HiltBot.Discord.Wire;
using HiltBot.Engine.Chat;
using Microsoft.Extensions.Logging;

namespace HiltBot.Discord.Door;

/// <summary>
/// Puts the answer into the place that a deferral has kept for it. Discord allows it for 15 minutes
/// (discord.com/developers/docs/interactions/receiving-and-responding, followup messages).
/// </summary>
internal sealed partial class InteractionEdits(
    DiscordRest rest, GatewayState state, TimeProvider time, ILogger<InteractionEdits> logger)
{
    /// <summary>A little less than the token lives.</summary>
    private static readonly TimeSpan TokenLife = TimeSpan.FromMinutes(15) - TimeSpan.FromSeconds(20);

    private const int TriesMax = 3;

    private static readonly TimeSpan TryAgainTime = TimeSpan.FromMilliseconds(500);

    private readonly ToldOnce told = new();

    public async Task SendAsync(
        Interaction interaction, ChatReply reply, long receivedAt, CancellationToken cancellationToken)
    {
        if (time.GetElapsedTime(receivedAt) >= TokenLife)
        {
            Log.TooOld(logger, interaction.Id);
            return;
        }

        if ((interaction.ApplicationId ?? state.ApplicationId) is not { } application)
        {
            Log.Refused(logger, interaction.Id, 0, 0, "the interaction names no application");
            return;
        }

        // The token belongs to the route: each interaction has its own limits.
        var webhook = $"/webhooks/{application}/{interaction.Token}";
        var body = MessageBody.Message(reply);
        var answer = await EditAsync($"{webhook}/messages/@original", body, cancellationToken);
        if (answer is RestAnswer.Refused { Code: DiscordError.UnknownMessage })
        {
            // They have dismissed the message that was to be changed: a new one, for them alone.
            answer = await rest.SendAsync(
                new RestCall(HttpMethod.Post, webhook, webhook)
                {
                    Body = MessageBody.Of(reply),
                    IsOfBot = false,
                },
                cancellationToken);
        }

        Judge(interaction, answer);
    }

    // Posted interactions are deferred by a response that Discord may not have read yet when the answer is
    // there.
    private async Task<RestAnswer> EditAsync(string path, MessageBody body, CancellationToken cancellationToken)
    {
        var call = new RestCall(HttpMethod.Patch, path, path)
        {
            Body = body,
            IsOfBot = false,
            IsSafeToRepeat = true,
        };
        for (var tries = 1; ; tries++)
        {
            var answer = await rest.SendAsync(call, cancellationToken);
            if (tries == TriesMax || answer is not RestAnswer.Refused
                {
                    Code: DiscordError.UnknownMessage or DiscordError.UnknownWebhook,
                })
            {
                return answer;
            }

            await Task.Delay(TryAgainTime * tries, time, cancellationToken);
        }
    }

    private void Judge(Interaction interaction, RestAnswer answer)
    {
        switch (answer)
        {
            case RestAnswer.Done:
                if (told.Works())
                {
                    Log.Works(logger);
                }

                break;
            case RestAnswer.Refused refused:
                Log.Refused(logger, interaction.Id, refused.Status, refused.Code, refused.Message);
                break;
            case RestAnswer.Limited limited:
                Fail(interaction, $"it would have to wait for {limited.After}");
                break;
            case RestAnswer.Unreachable unreachable:
                Fail(interaction, unreachable.Why);
                break;
        }
    }

    private void Fail(Interaction interaction, string why)
    {
        if (told.Fails())
        {
            Log.Fails(logger, interaction.Id, why);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(11310, LogLevel.Warning,
            "The answer to interaction {InteractionId} came after 15 minutes and was dropped.")]
        public static partial void TooOld(ILogger logger, string interactionId);

        [LoggerMessage(11311, LogLevel.Warning,
            "Discord refused the late answer to interaction {InteractionId} ({Status}, {Code}: {Message}).")]
        public static partial void Refused(ILogger logger, string interactionId, int status, int code, string message);

        [LoggerMessage(11312, LogLevel.Warning,
            "The late answer to interaction {InteractionId} did not arrive ({Why}). More such lines come after one that does.")]
        public static partial void Fails(ILogger logger, string interactionId, string why);

        [LoggerMessage(11313, LogLevel.Information, "Late answers to interactions arrive again.")]
        public static partial void Works(ILogger logger);
    }
}
