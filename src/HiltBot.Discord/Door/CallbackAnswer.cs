using HiltBot.Discord.Gateway;
using HiltBot.Discord.Rest;
using Microsoft.Extensions.Logging;

namespace HiltBot.Discord.Door;

/// <summary>The first answer as a call of the API, for interactions that came by the gateway.</summary>
internal sealed partial class CallbackAnswer(
    Interaction interaction, DiscordRest rest, ToldOnce told, ILogger<CallbackAnswer> logger) : IFirstAnswer
{
    private static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(1);

    public async Task<FirstAnswered> SendAsync(InteractionResponse body, CancellationToken cancellationToken)
    {
        var call = new RestCall(
            HttpMethod.Post, $"/interactions/{interaction.Id}/{{token}}/callback",
            $"/interactions/{interaction.Id}/{interaction.Token}/callback")
        {
            Body = body,
            IsOfBot = false,
            WaitMax = WaitMax,
        };
        var answer = await rest.SendAsync(call, cancellationToken);
        if (answer is RestAnswer.Unreachable)
        {
            // Not blindly: when the first one arrived after all, Discord says so (40060) and does nothing
            // twice.
            var again = await rest.SendAsync(call, cancellationToken);
            answer = again is RestAnswer.Refused { Code: DiscordError.InteractionAlreadyAcknowledged }
                ? new RestAnswer.Done(default)
                : again;
        }

        return Judge(answer);
    }

    public void StaySilent()
    {
    }

    private FirstAnswered Judge(RestAnswer answer)
    {
        switch (answer)
        {
            case RestAnswer.Done:
                if (told.Works())
                {
                    Log.Works(logger);
                }

                return FirstAnswered.Done;
            case RestAnswer.Refused { Code: DiscordError.InteractionAlreadyAcknowledged }:
                return FirstAnswered.Already;
            case RestAnswer.Refused { Code: DiscordError.UnknownInteraction }:
                Fail("it was too late");
                return FirstAnswered.TooLate;
            case RestAnswer.Refused refused:
                Log.Refused(logger, interaction.Id, refused.Status, refused.Code, refused.Message);
                return FirstAnswered.Failed;
            case RestAnswer.Limited limited:
                Fail($"it would have to wait for {limited.After}");
                return FirstAnswered.Failed;
            case RestAnswer.Unreachable unreachable:
                Fail(unreachable.Why);
                return FirstAnswered.Failed;
            default:
                return FirstAnswered.Failed;
        }
    }

    private void Fail(string why)
    {
        if (told.Fails())
        {
            Log.Fails(logger, interaction.Id, why);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(11300, LogLevel.Warning,
            "Interaction {InteractionId} could not be answered ({Why}). More such lines come after an answer that arrives.")]
        public static partial void Fails(ILogger logger, string interactionId, string why);

        [LoggerMessage(11301, LogLevel.Information, "Interactions are answered again.")]
        public static partial void Works(ILogger logger);

        [LoggerMessage(11302, LogLevel.Error,
            "Discord refused the answer to interaction {InteractionId} ({Status}, {Code}: {Message}).")]
        public static partial void Refused(ILogger logger, string interactionId, int status, int code, string message);
    }
}
