using HiltBot.Engine.Values;

namespace HiltBot.Engine.Chat;

/// <summary>A form that somebody fills in line by line, where a platform has no forms. One a person.</summary>
public sealed class TypedForm
{
    /// <summary>What nobody goes on with is forgotten after this time.</summary>
    public static readonly TimeSpan KeepTime = TimeSpan.FromDays(1);

    public required Platform Platform { get; init; }

    public required string AccountId { get; init; }

    /// <summary>The place that it is about; null in a purely private one.</summary>
    public string? CommunityExternalId { get; set; }

    /// <summary>The form with what was said with it, and what is answered so far.</summary>
    public required string StateJson { get; set; }

    /// <summary>Of the update that led here: the same again has the same outcome.</summary>
    public required string UpdateId { get; set; }

    /// <summary>Real time.</summary>
    public required DateTimeOffset AskedAt { get; set; }
}
