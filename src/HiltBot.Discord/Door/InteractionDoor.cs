using HiltBot.Discord.Gateway;
using HiltBot.Engine.Chat;
using HiltBot.Engine.Values;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HiltBot.Discord.Door;

/// <summary>
/// Road, step 1: interactions become conversations, and replies answers, whichever way they came in. What
/// takes longer than a moment is deferred, so that Discord's three seconds are kept, and edited in
/// afterwards.
/// </summary>
internal sealed partial class InteractionDoor(
    IServiceScopeFactory scopes, InteractionEdits edits, WaitingForms forms, TimeProvider time,
    ILogger<InteractionDoor> logger) : IDisposable
{
    /// <summary>Discord gives up after three seconds; the way there and back takes its part.</summary>
    public static readonly TimeSpan DeferTime = TimeSpan.FromSeconds(1.5);

    private const int SideBySideMax = 64;
    private const int WaitingMax = 2000;

    private readonly Turns turns = new(SideBySideMax, WaitingMax);
    private readonly ToldOnce conversations = new();
    private readonly ToldOnce suggestions = new();

    /// <summary>
    /// Ends when everything is said, which may be long after the first answer; never throws but for a stop.
    /// Begins its work before it returns, so that what one person does is taken in the order in which it is
    /// handed in here.
    /// </summary>
    /// <param name="receivedAt">A timestamp of the time provider.</param>
    public async Task HandleAsync(
        Interaction interaction, IFirstAnswer first, long receivedAt, CancellationToken cancellationToken)
    {
        try
        {
            await (interaction.Kind switch
            {
                InteractionKind.Ping => first.SendAsync(
                    new InteractionResponse(InteractionResponse.PongType), cancellationToken),
                InteractionKind.Autocomplete => SuggestAsync(interaction, first, receivedAt, cancellationToken),
                _ when InteractionWords.InputOf(interaction) is { } input =>
                    input is ChatInput.Pressed pressed &&
                    pressed.ActionId.StartsWith(WaitingForms.Prefix, StringComparison.Ordinal)
                        ? OpenFormAsync(interaction, pressed.ActionId, first, cancellationToken)
                        : ConverseAsync(interaction, input, first, receivedAt, cancellationToken),
                _ => first.SendAsync(Rendering.Message(DoorReplies.NotUnderstood), cancellationToken),
            });
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            first.StaySilent();
        }
#pragma warning disable CA1031 // The last word of the door: whatever it was, the connection goes on.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.Broken(logger, interaction.Id, exception);
            first.StaySilent();
        }
    }

    public void Dispose() => turns.Dispose();

    private async Task ConverseAsync(
        Interaction interaction, ChatInput input, IFirstAnswer first, long receivedAt,
        CancellationToken cancellationToken)
    {
        var person = interaction.Person!;
        if (!turns.TryRun(
            person.AccountId, () => TalkAsync(interaction, person, input, cancellationToken), out var talk))
        {
            talk = Task.FromResult(DoorReplies.Busy);
        }

        if (await IsSlowAsync(talk, receivedAt, cancellationToken))
        {
            // Whether this or a repeated delivery has deferred it: whoever gets the reply edits it in.
            await first.SendAsync(Rendering.Deferral(interaction), cancellationToken);
            var late = await talk;
            if (!late.IsRepetition)
            {
                await edits.SendAsync(interaction, WithButton(late, person), receivedAt, cancellationToken);
            }

            return;
        }

        var reply = await talk;
        if (reply.IsRepetition)
        {
            first.StaySilent();
            return;
        }

        // A form cannot be the answer to a form.
        var said = interaction.Kind == InteractionKind.ModalSubmit ? WithButton(reply, person) : reply;
        if (await first.SendAsync(Rendering.Answer(interaction, said), cancellationToken) == FirstAnswered.Already)
        {
            await edits.SendAsync(interaction, WithButton(said, person), receivedAt, cancellationToken);
        }
    }

    private async Task<ChatReply> TalkAsync(
        Interaction interaction, ChatPerson person, ChatInput input, CancellationToken cancellationToken)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var reply = await scope.ServiceProvider.GetRequiredService<Conversation>().HandleAsync(
                new ChatRequest(Platform.Discord, interaction.Id, interaction.GuildId, person, input),
                cancellationToken);
            if (conversations.Works())
            {
                Log.Converses(logger);
            }

            return reply;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
#pragma warning disable CA1031 // Whatever broke: somebody is waiting for an answer.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            if (conversations.Fails())
            {
                Log.DoesNotConverse(logger, interaction.Id, exception);
            }

            return DoorReplies.Broken;
        }
    }

    private async Task<bool> IsSlowAsync(Task talk, long receivedAt, CancellationToken cancellationToken)
    {
        if (talk.IsCompleted)
        {
            return false;
        }

        var left = DeferTime - time.GetElapsedTime(receivedAt);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var clock = Task.Delay(left > TimeSpan.Zero ? left : TimeSpan.Zero, time, either.Token);
        await Task.WhenAny(talk, clock);
        await either.CancelAsync();
        return !talk.IsCompleted;
    }

    private ChatReply WithButton(ChatReply reply, ChatPerson person) => reply.Form is not { } form
        ? reply
        : reply with
        {
            Form = null,
            Buttons =
            [
                ChatButton.Press(form.Title, forms.Keep(form, person.AccountId), ChatButtonStyle.Primary),
                .. reply.Buttons,
            ],
        };

    // Nothing is done by opening a form, so nobody needs to be asked.
    private Task<FirstAnswered> OpenFormAsync(
        Interaction interaction, string key, IFirstAnswer first, CancellationToken cancellationToken) =>
        first.SendAsync(
            forms.TryFind(key, interaction.Person!.AccountId, out var form)
                ? Rendering.Form(form)
                : Rendering.Message(DoorReplies.FormIsGone),
            cancellationToken);

    private async Task SuggestAsync(
        Interaction interaction, IFirstAnswer first, long receivedAt, CancellationToken cancellationToken)
    {
        IReadOnlyList<ChatSuggestion> found = [];
        if (InteractionWords.FocusOf(interaction.Data) is var (command, option, typed))
        {
            var person = interaction.Person!;
            var request = new SuggestRequest(
                Platform.Discord, interaction.GuildId, person, command, option, typed);
            if (turns.TryRun(
                $"suggest:{person.AccountId}", () => LookUpAsync(request, cancellationToken), out var look) &&
                !await IsSlowAsync(look, receivedAt, cancellationToken))
            {
                found = await look;
            }
        }

        await first.SendAsync(Rendering.Choices(found), cancellationToken);
    }

    private async Task<IReadOnlyList<ChatSuggestion>> LookUpAsync(
        SuggestRequest request, CancellationToken cancellationToken)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var found = await scope.ServiceProvider.GetRequiredService<SuggestWords>()
                .HandleAsync(request, cancellationToken);
            if (suggestions.Works())
            {
                Log.Suggests(logger);
            }

            return found;
        }
#pragma warning disable CA1031 // Without suggestions the option can still be typed.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            if (suggestions.Fails())
            {
                Log.DoesNotSuggest(logger, exception);
            }

            return [];
        }
    }

    private static partial class Log
    {
        [LoggerMessage(11320, LogLevel.Error,
            "Interaction {InteractionId} failed, and its person was told so. Later ones are logged after one that works.")]
        public static partial void DoesNotConverse(ILogger logger, string interactionId, Exception exception);

        [LoggerMessage(11321, LogLevel.Information, "Interactions work again.")]
        public static partial void Converses(ILogger logger);

        [LoggerMessage(11322, LogLevel.Error, "Suggestions fail; people see none.")]
        public static partial void DoesNotSuggest(ILogger logger, Exception exception);

        [LoggerMessage(11323, LogLevel.Information, "Suggestions work again.")]
        public static partial void Suggests(ILogger logger);

        [LoggerMessage(11324, LogLevel.Error, "Interaction {InteractionId} could not be handled to its end.")]
        public static partial void Broken(ILogger logger, string interactionId, Exception exception);
    }
}
