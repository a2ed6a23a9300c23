using HiltBot.Engine.Chat;

namespace HiltBot.Telegram.Door;

/// <summary>What the door says by itself, when there is nothing of the engine to say.</summary>
internal static class DoorReplies
{
    public const string GoOnLabel = "Open the private chat";

    public static ChatReply Broken { get; } = new(
        "Sorry, something broke on my side while I was doing this. Nothing you paid for is lost.\n" +
        "Please try again in a minute; if it happens again, tell the people who run this.");

    public static ChatReply Busy { get; } = new(
        "That was a lot at once, and I did not get to all of it. Please wait a moment and say the last thing again.");

    public static ChatReply OnlyCommands { get; } = new(
        "I understand commands and buttons, and answers to what I ask. Say /help to see what I can do, or /support to " +
        "write to the people who run this.");

    public static ChatReply NoFiles { get; } = new(
        "I can read words only, so pictures and files do not reach anybody here. Please write it in words.");

    public const string OnlyWordsWentOn = "Only your words were taken; pictures and files do not get through.";

    public static ChatReply NothingAsked { get; } = new("I am not asking anything at the moment. Say /help to see what I can do.");

    public static ChatReply Stopped { get; } = new("All right, I have forgotten it. Nothing was sent or changed.");

    public static ChatReply CannotAsk { get; } = new(
        "Telegram does not tell me at the moment whether you manage that chat, so nothing was done. Please try again in a " +
        "minute.");

    public static ChatReply WhereToSetUp { get; } = new(
        "Make me an administrator of the group or channel that you want to connect, and I ask you for the code here.\n" +
        "In a group that I am in you can also say /setup, and press the button under my answer.");

    public static ChatReply NotYourLink { get; } = new(
        "This link was not made for you, so nothing was done. Press the button itself, where it stands.");

    public static ChatReply SayItYourself(string command, string personId) => new(
        $"This link was not made for you, so nothing was done. It asks for /{command.Replace(' ', '_')} about the account " +
        $"{personId}; if you mean that, say it yourself here, with that number.");

    public const string UnknownButton = "This button does not work any more. Write to me privately: /help";

    public const string GoOnPrivately = "That is between the two of us: press the button, and we go on in our private chat.";

    public const string SaidPrivately = "Done. The details are in our private chat.";

    public const string WhoAreYou =
        "I cannot see who you are behind the name of this chat. Turn off \"Remain anonymous\" in your administrator rights, or " +
        "answer in our private chat.";

    public const string NotSetUp =
        "I am here, but not connected to a workspace yet. Somebody who manages this chat presses the button to go on.";

    public static string AskCode(string? title, bool isAdministrator) =>
        $"{(title is null ? "To connect that chat" : $"You added me to \"{PlainText.Line(title, 80)}\". To connect it")} " +
        "to your workspace, send me the workspace's one-time code.\n" +
        "An owner gets one with /setup_code; whoever runs the server finds the first one on the set-up page." +
        (isAdministrator ? string.Empty : "\nI need to be an administrator there to let members in and out.");
}
