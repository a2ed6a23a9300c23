namespace HiltBot.Discord.Gateway;

/// <summary>What follows from how the gateway closed a connection.</summary>
internal abstract record CloseMeaning
{
    private CloseMeaning()
    {
    }

    /// <summary>The session lives on: resume it.</summary>
    public sealed record Resume : CloseMeaning;

    /// <summary>The session is gone: identify anew.</summary>
    public sealed record Identify : CloseMeaning;

    /// <summary>Coming back would be refused again: somebody has to change something first.</summary>
    /// <param name="Sentence">What is wrong and which click mends it.</param>
    public sealed record Stop(string Sentence) : CloseMeaning;

    /// <param name="code">Null when the line broke
    /// (discord.com/developers/docs/topics/opcodes-and-status-codes, gateway close event codes).</param>
    public static CloseMeaning Of(int? code) => code switch
    {
        4003 or 4007 or 4009 => new Identify(),
        4004 => new Stop(WrongToken),
        4010 => new Stop(
            "Discord does not know the part of the servers that was asked for (4010): restart the host, which asks " +
            "Discord anew how many parts there are."),
        4011 => new Stop(
            "Discord wants the servers of this bot divided into more parts (4011): restart the host, which asks " +
            "Discord anew how many parts there are."),
        4012 => new Stop(
            "Discord does not speak version 10 of its gateway any more (4012): a newer HiltBot is needed."),
        4013 => new Stop(
            "Discord does not know one of the kinds of events that were asked for (4013): a newer HiltBot is needed."),
        4014 => new Stop(
            "Discord does not give this bot member events (4014): in the developer portal open your application, then " +
            "Bot, then Privileged Gateway Intents, switch on \"Server Members Intent\", press Save Changes, and restart " +
            "the host."),
        _ => new Resume(),
    };

    public const string WrongToken =
        "Discord does not take the bot's token (4004): in the developer portal open your application, then Bot, press " +
        "\"Reset Token\", put the new token into HiltBot:Discord:Token, and restart the host.";
}
