namespace HiltBot.Engine.Chat;

/// <summary>Small pieces that replies are put together from.</summary>
internal static class Replies
{
    /// <summary>One text, a line each, of the sentences that have something to say.</summary>
    public static ChatReply Say(params ReadOnlySpan<string?> sentences)
    {
        var said = new List<string>();
        foreach (var sentence in sentences)
        {
            if (!string.IsNullOrWhiteSpace(sentence))
            {
                said.Add(sentence.Trim());
            }
        }

        return new ChatReply(string.Join('\n', said));
    }

    /// <summary>One more sentence at the end.</summary>
    public static ChatReply And(this ChatReply reply, string sentence) =>
        reply with { Text = $"{reply.Text}\n{sentence}" };

    /// <summary>Adds the buttons that there are.</summary>
    public static ChatReply With(this ChatReply reply, params IReadOnlyList<ChatButton?> buttons) =>
        reply with { Buttons = [.. reply.Buttons, .. buttons.OfType<ChatButton>()] };

    public static ChatReply WithFacts(this ChatReply reply, params IReadOnlyList<ChatFact?> facts) =>
        reply with { Facts = [.. reply.Facts, .. facts.OfType<ChatFact>()] };

    public static ChatReply AlreadyDone() => Say("I have that already; nothing was done a second time.");

    /// <summary>A button that does not parse, or that belongs to another merchant: both read the same.</summary>
    public static ChatReply UnknownButton() =>
        Say("This button does not work here any more. Say /status to see where you stand, or /join to see the offers.");

    public static ChatReply UnknownCommand(string name) =>
        Say($"I do not know /{PlainText.Line(name, 32)}. Say /help to see what I can do.");

    /// <summary>A buyer's button, pressed by somebody else.</summary>
    public static ChatReply NotYours() =>
        Say("That belongs to somebody else, or is gone. Say /status to see what is yours.");
}
