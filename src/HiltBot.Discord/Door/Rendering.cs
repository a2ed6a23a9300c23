using HiltBot.Discord.Wire;
using HiltBot.Engine.Chat;

namespace HiltBot.Discord.Door;

/// <summary>Replies as first answers to interactions.</summary>
internal static class Rendering
{
    private const int ChoiceMax = 100;

    public static InteractionResponse Message(ChatReply reply) =>
        new(InteractionResponse.MessageType, MessageBody.Of(reply));

    public static InteractionResponse Form(ChatForm form) => new(InteractionResponse.FormType, ModalBody.Of(form));

    /// <summary>
    /// A message that only this person sees is changed into the answer; beside any other a new one is said.
    /// </summary>
    public static InteractionResponse Answer(Interaction interaction, ChatReply reply) => reply switch
    {
        { Form: { } form } => Form(form),
        { IsOnlyForAsker: true } when interaction.IsOnOwnMessage =>
            new InteractionResponse(InteractionResponse.UpdateType, MessageBody.Message(reply)),
        _ => Message(reply),
    };

    /// <summary>Keeps the place of an answer that only the asker will see.</summary>
    public static InteractionResponse Deferral(Interaction interaction) => interaction.IsOnOwnMessage
        ? new InteractionResponse(InteractionResponse.DeferredUpdateType)
        : new InteractionResponse(
            InteractionResponse.DeferredMessageType, new DeferredData(MessageBody.Ephemeral));

    public static InteractionResponse Choices(IReadOnlyList<ChatSuggestion> found) => new(
        InteractionResponse.ChoicesType,
        new ChoicesData([.. found.Where(one => one.Label.Length > 0 && one.Value.Length is > 0 and <= ChoiceMax)
            .Take(SuggestWords.CountMax)
            .Select(one => new Choice(MessageBody.Short(one.Label, ChoiceMax), one.Value))]));

    private sealed record DeferredData(int Flags);

    private sealed record ChoicesData(IReadOnlyList<Choice> Choices);

    private sealed record Choice(string Name, string Value);
}
