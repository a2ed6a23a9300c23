using HiltBot.Engine.Chat;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Notices;

/// <summary>One way to whoever a notice is for.</summary>
/// <param name="CommunityExternalId">Set for a channel; null for a private message.</param>
/// <param name="Address">Account or channel.</param>
/// <param name="BesideFor">The account that is mentioned beside the channel, privately; null: said in the channel, or
/// privately to the account.</param>
internal sealed record NoticeRoute(
    Platform Platform, string? CommunityExternalId, string Address, string? BesideFor = null)
{
    public override string ToString() => BesideFor is not null
        ? $"{EnumText.Of(Platform)} account {BesideFor} beside channel {Address}"
        : $"{EnumText.Of(Platform)} {(CommunityExternalId is null ? "account" : "channel")} {Address}";
}

/// <summary>A claimed notice with its ways, in the order in which they are tried.</summary>
/// <param name="First">Tried until one takes it.</param>
/// <param name="Owners">Told, all of them, when none of the first can.</param>
internal sealed record NoticeTask(
    NoticeId NoticeId, ClaimId ClaimId, ChatReply? Message, IReadOnlyList<NoticeRoute> First,
    IReadOnlyList<NoticeRoute> Owners);

/// <summary>What one way answered.</summary>
internal sealed record NoticeTry(NoticeRoute Route, NoticeAnswer Answer);
