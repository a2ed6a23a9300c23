using HiltBot.Discord.Rest;
using HiltBot.Engine.Notices;

namespace HiltBot.Discord.Arm;

/// <summary>What it means for a notice that Discord does not take something in a channel.</summary>
internal static class ChannelRefusals
{
    /// <param name="what">What the bot was about to do: "write to the channel".</param>
    public static NoticeAnswer Of(RestAnswer answer, string what) => answer switch
    {
        RestAnswer.Refused { Code: DiscordError.UnknownChannel or DiscordError.UnknownGuild } =>
            new NoticeAnswer.CannotDeliver("the channel does not exist any more"),
        RestAnswer.Refused { Code: DiscordError.UnknownMember or DiscordError.UnknownUser } =>
            new NoticeAnswer.CannotDeliver("they are not in the server"),
        RestAnswer.Refused { Code: DiscordError.MissingAccess or DiscordError.MissingPermissions } =>
            new NoticeAnswer.CannotDeliver($"the bot may not {what}. {RightsWords.SetUpAgain}"),
        RestAnswer.Refused { Code: DiscordError.NotInThisKindOfChannel } => new NoticeAnswer.CannotDeliver(
            "a channel of this kind has no private threads: choose an ordinary text channel with /setup private"),
        RestAnswer.Refused { Status: 401 } =>
            new NoticeAnswer.TryLater(RestWords.After(answer), RestWords.Why(answer)),
        RestAnswer.Refused { Status: 403 or 404 } => new NoticeAnswer.CannotDeliver(RestWords.Why(answer)),
        _ => new NoticeAnswer.TryLater(RestWords.After(answer), RestWords.Why(answer)),
    };
}
