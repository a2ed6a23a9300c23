using HiltBot.Engine.Chat;

namespace HiltBot.Discord.Door;

/// <summary>What the door says by itself, when there is nothing of the engine to say.</summary>
internal static class DoorReplies
{
    public static ChatReply Broken { get; } = new(
        "Sorry, something broke on my side while I was doing this. Nothing you paid for is lost.\n" +
        "Please try again in a minute; if it happens again, tell the people who run this server.");

    public static ChatReply Busy { get; } = new(
        "Very many people are talking to me right now, and I could not get to this.\n" +
        "Nothing was done; please try again in a minute.");

    public static ChatReply FormIsGone { get; } = new(
        "This form is not here any more. Say the command again, and I open it anew.");

    public static ChatReply NotUnderstood { get; } = new(
        "I cannot do anything with this. Say /help to see what I can do.");
}
