namespace HiltBot.Engine.Notices;

/// <summary>
/// What a notice may say; stored with it as JSON. Each kind fills what it needs, the wording (folder Chat)
/// reads it. Instants are UTC; <see cref="TimeZone"/> is the zone to show them in.
/// </summary>
public sealed record NoticeFacts
{
    public string? MerchantName { get; init; }

    public string? ProductTitle { get; init; }

    /// <summary>Who it is about, in words for staff.</summary>
    public string? MemberDisplay { get; init; }

    /// <summary>For example <c>29.00 USDC</c>.</summary>
    public string? Amount { get; init; }

    /// <summary>What is missing, or what was too much.</summary>
    public string? Difference { get; init; }

    public DateTimeOffset? PeriodEndAt { get; init; }

    public DateTimeOffset? GraceEndsAt { get; init; }

    /// <summary>IANA name.</summary>
    public string? TimeZone { get; init; }

    /// <summary>What is opened or closed: role, channel or chat.</summary>
    public IReadOnlyList<string>? Targets { get; init; }

    /// <summary>Days before the end, for reminders.</summary>
    public int? OffsetDays { get; init; }

    public string? InviteUrl { get; init; }

    /// <summary>The next period is collected by itself.</summary>
    public bool RenewsByItself { get; init; }

    /// <summary>What went wrong, in plain words.</summary>
    public string? Problem { get; init; }

    /// <summary>Who does what to mend it.</summary>
    public string? Mend { get; init; }

    /// <summary>Opaque ids (22 characters) for buttons.</summary>
    public string? Membership { get; init; }

    public string? Product { get; init; }

    public string? Brake { get; init; }

    public string? Payment { get; init; }

    /// <summary>The money that it is about.</summary>
    public string? Transfer { get; init; }

    /// <summary>A page of ours on which it goes on.</summary>
    public string? PageUrl { get; init; }

    public string? Ticket { get; init; }

    public string? Seat { get; init; }

    /// <summary>The platform's own id of the channel that it is for.</summary>
    public string? Channel { get; init; }

    public int? Count { get; init; }

    public string? Text { get; init; }
}
