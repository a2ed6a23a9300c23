namespace HiltBot.Engine.Access;

/// <summary>How buyers get into a place that is entered by a link; the merchant chooses.</summary>
public enum EntryWay
{
    /// <summary>The link asks to be let in, and only who has paid is. A shared link lets nobody in.</summary>
    JoinRequest,

    /// <summary>A link for one entry, soon out of date. Whoever else uses it is put out again.</summary>
    SingleUse,
}

/// <summary>What happens to somebody who came in without a membership and not by us.</summary>
public enum NewcomerRule
{
    /// <summary>They stay, and staff are asked.</summary>
    Report,

    /// <summary>They are put out, and staff are told. It counts for the brake.</summary>
    Remove,
}

/// <summary>What an arm needs to know to let somebody in.</summary>
/// <param name="InviteUrl">The link that they were given before, where there is one.</param>
/// <param name="InvitedAt">Real time at which it was made.</param>
public sealed record EntryTerms(EntryWay Way, string? InviteUrl, DateTimeOffset? InvitedAt);
