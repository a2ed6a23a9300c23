using HiltBot.Telegram.Updates;

namespace HiltBot.Telegram.Door;

/// <summary>Where updates of people come in: what they write, what they press, and where they take the bot.</summary>
internal sealed class ChatDoor(
    PrivateDoor privately, GroupDoor inGroups, ButtonDoor buttons, SetUpOffers offers, Talk talk,
    DoorMessages messages)
    : IUpdateHandler, ITellsOfTrouble
{
    private const string Message = "message";
    private const string CallbackQuery = "callback_query";
    private const string MyChatMember = "my_chat_member";

    public IReadOnlyCollection<string> Kinds { get; } = [Message, CallbackQuery, MyChatMember];

    public Task HandleAsync(BotUpdate update, CancellationToken cancellationToken) => update.Kind switch
    {
        Message when Said.Read(update.Content) is { } said => said switch
        {
            { IsOfBot: true, IsNobodys: false } => Task.CompletedTask,
            { IsPrivate: true } => privately.HandleAsync(update, said, cancellationToken),
            _ => inGroups.HandleAsync(update, said, cancellationToken),
        },
        CallbackQuery => buttons.HandleAsync(update, cancellationToken),
        MyChatMember => offers.HandleAsync(update, cancellationToken),
        _ => Task.CompletedTask,
    };

    public Task TellAsync(BotUpdate update, UpdateTrouble trouble, CancellationToken cancellationToken)
    {
        talk.Forget(update.Key);
        var reply = trouble == UpdateTrouble.TooMany ? DoorReplies.Busy : DoorReplies.Broken;
        return update.Kind switch
        {
            CallbackQuery => buttons.TellAsync(update, reply, cancellationToken),
            Message when Said.Read(update.Content) is { IsPrivate: true } said =>
                messages.SendAsync(said.ChatId, reply, cancellationToken),
            _ => Task.CompletedTask,
        };
    }
}
