namespace HiltBot.Engine.Chat;

public enum CommandAudience
{
    Buyer,

    /// <summary>Discord hides these from members without a management right; the engine checks the role itself.</summary>
    Staff,
}

public enum CommandPlace
{
    Anywhere,

    /// <summary>Only where the community is known: a server, a group, a channel.</summary>
    Community,

    /// <summary>Only in a private chat with the bot.</summary>
    Private,
}

public enum CommandOptionType
{
    Text,
    WholeNumber,

    /// <summary>A member; the door gives the platform's account id.</summary>
    Person,

    /// <summary>
    /// Somebody who is a buyer here, also when they have left: an account id, which autocomplete finds by name.
    /// </summary>
    KnownPerson,

    /// <summary>A channel; the door gives the platform's channel id.</summary>
    Channel,

    /// <summary>An offer, by title or by the opaque id that autocomplete gives.</summary>
    Offer,

    /// <summary>A role or chat that can be sold; the door gives the target id, for example <c>guildId/roleId</c>.</summary>
    Target,
}

/// <param name="Name">
/// Lower case, at most 32 characters; <c>offer create</c> is a command with a part. <c>setup</c> is said
/// alone and with parts; where a platform cannot have both (Discord), its door shows the one that is said
/// alone as a part of its own.
/// </param>
/// <param name="Description">At most 100 characters (Discord's limit).</param>
/// <param name="Place">Where it may be said.</param>
public sealed record CommandSpec(
    string Name, string Description, CommandAudience Audience, CommandPlace Place,
    IReadOnlyList<CommandOption> Options);

/// <param name="Choices">The only values it takes; empty where any will do.</param>
public sealed record CommandOption(
    string Name, string Description, CommandOptionType Type, bool IsRequired, IReadOnlyList<string> Choices);
