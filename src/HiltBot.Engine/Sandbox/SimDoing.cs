using HiltBot.Engine.Values;

namespace HiltBot.Engine.Sandbox;

/// <summary>What people do in a simulated place, besides talking to the bot.</summary>
public abstract record SimDoing(Platform Platform)
{
    /// <summary>Says something that everybody in the channel reads.</summary>
    public sealed record Speak(Platform Platform, string ChannelId, string AccountId, string Text) : SimDoing(Platform);

    public sealed record Leave(Platform Platform, string AccountId) : SimDoing(Platform);

    /// <summary>Comes (back): into the server freely, into the group by invitation.</summary>
    public sealed record Join(Platform Platform, string AccountId) : SimDoing(Platform);

    public sealed record SetMessages(Platform Platform, string AccountId, bool AreTaken) : SimDoing(Platform);

    /// <summary>Staff gives or takes a role by hand, past the bot.</summary>
    public sealed record SetRole(Platform Platform, string AccountId, string TargetId, bool IsHeld) : SimDoing(Platform);

    public sealed record KickBot(Platform Platform) : SimDoing(Platform);

    public sealed record InviteBot(Platform Platform) : SimDoing(Platform);

    public sealed record SetBotRights(Platform Platform, bool AreGiven) : SimDoing(Platform);

    public sealed record DeletePlace(Platform Platform) : SimDoing(Platform);

    public sealed record RestorePlace(Platform Platform) : SimDoing(Platform);
}

/// <summary>How a doing ended.</summary>
public abstract record SimDone
{
    private SimDone()
    {
    }

    public sealed record Done : SimDone;

    /// <summary>It cannot be done, and why in words for the person who tried.</summary>
    public sealed record Refused(string Why) : SimDone;
}
