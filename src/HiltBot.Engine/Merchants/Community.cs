using HiltBot.Engine.Access;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Merchants;

/// <summary>A Discord server, Telegram chat or simulated place, bound to one merchant.</summary>
public sealed class Community : IOwnedByMerchant, IVersioned
{
    public required CommunityId Id { get; init; }

    public required MerchantId MerchantId { get; init; }

    public required Platform Platform { get; init; }

    /// <summary>The platform's own id of the place.</summary>
    public required string ExternalId { get; init; }

    public required string Title { get; set; }

    /// <summary>
    /// Channel or chat that hears of joins, lapses, payment trouble, lost rights and the brake.
    /// </summary>
    public string? AlertChannelId { get; set; }

    /// <summary>
    /// Channel beside which a buyer who takes no private messages is told something, where only they and the staff can
    /// read it; null: nowhere.
    /// </summary>
    public string? PrivateChannelId { get; set; }

    /// <summary>How buyers get in, where a place is entered by a link.</summary>
    public EntryWay EntryWay { get; set; }

    /// <summary>What happens to somebody who came in and pays for nothing.</summary>
    public NewcomerRule NewcomerRule { get; set; }

    /// <summary>The link by which people ask to be let in; null: none was made yet, or the place has no such links.</summary>
    public string? InviteUrl { get; set; }

    public required DateTimeOffset BoundAt { get; set; }

    /// <summary>Set while the bot is out of the place: sales stop, nothing is revoked.</summary>
    public DateTimeOffset? LostAt { get; set; }

    /// <summary>
    /// Set while the bot misses a right: which, and who clicks what to give it, in the port's words; null
    /// when all is well.
    /// </summary>
    public string? RightsProblem { get; set; }

    /// <summary>Real time at which the bot's rights there are looked at; null: after the next news.</summary>
    public DateTimeOffset? RightsDueAt { get; set; }

    /// <summary>Real time at which its members are compared with the books, where the platform shows them in
    /// pages.</summary>
    public DateTimeOffset? SurveyDueAt { get; set; }

    public long Version { get; set; }
}
