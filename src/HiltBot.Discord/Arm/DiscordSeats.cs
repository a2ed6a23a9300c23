using HiltBot.Discord.Rest;
using HiltBot.Engine.Access;

namespace HiltBot.Discord.Arm;

/// <summary>A change may have been made, and what the server shows now could not be read: no answer is true.</summary>
public sealed class DiscordSilentException(string message) : Exception(message);

/// <summary>
/// Seats as roles: looks at a member, gives and takes the role, and reads back what the server shows then. What Discord
/// refuses becomes the port's words.
/// </summary>
internal sealed class DiscordSeats(DiscordRest rest, GuildReader guilds, DiscordInvites invites)
{
    private static readonly AccessAnswer Open = new AccessAnswer.Open();
    private static readonly AccessAnswer Closed = new AccessAnswer.Closed();

    public async Task<AccessAnswer> LookAsync(
        string targetId, string accountId, CancellationToken cancellationToken)
    {
        if (Refuse(targetId, accountId, out var target) is { } refusal)
        {
            return refusal;
        }

        var answer = await rest.SendAsync(Calls.Member(target!.GuildId, accountId), cancellationToken);
        return answer is RestAnswer.Done { Body: var body } && GuildMember.Of(body, target.GuildId, accountId) is { } member
            ? Show(member, target)
            : await TranslateAsync(answer, target, invites.Known(target.GuildId), cancellationToken);
    }

    public async Task<AccessAnswer> GrantAsync(
        string targetId, string accountId, string reason, CancellationToken cancellationToken)
    {
        if (Refuse(targetId, accountId, out var target) is { } refusal)
        {
            return refusal;
        }

        var given = await rest.SendAsync(
            Calls.GiveRole(target!.GuildId, accountId, target.RoleId, reason), cancellationToken);
        var shown = await ShownAfterAsync(given, target, accountId, cancellationToken);
        return shown is AccessAnswer.WaitsForJoin
            ? new AccessAnswer.WaitsForJoin(await invites.GetAsync(target.GuildId, cancellationToken))
            : shown;
    }

    public async Task<AccessAnswer> RevokeAsync(
        string targetId, string accountId, string reason, CancellationToken cancellationToken)
    {
        if (Refuse(targetId, accountId, out var target) is { } refusal)
        {
            return refusal;
        }

        var taken = await rest.SendAsync(
            Calls.TakeRole(target!.GuildId, accountId, target.RoleId, reason), cancellationToken);
        return await ShownAfterAsync(taken, target, accountId, cancellationToken);
    }

    private async Task<AccessAnswer> ShownAfterAsync(
        RestAnswer change, SeatTarget target, string accountId, CancellationToken cancellationToken)
    {
        if (change is RestAnswer.Unreachable { MayBeDone: true } silent)
        {
            throw new DiscordSilentException(silent.Why);
        }

        if (change is not RestAnswer.Done)
        {
            return await TranslateAsync(change, target, null, cancellationToken);
        }

        // Discord took it; nothing but what it shows now is an answer.
        var seen = await rest.SendAsync(Calls.Member(target.GuildId, accountId), cancellationToken);
        return seen switch
        {
            RestAnswer.Done { Body: var body } when GuildMember.Of(body, target.GuildId, accountId) is { } member =>
                Show(member, target),
            RestAnswer.Refused { Code: DiscordError.UnknownMember or DiscordError.UnknownUser } =>
                await TranslateAsync(seen, target, null, cancellationToken),
            _ => throw new DiscordSilentException(
                $"The change was taken and could not be read back: {RestWords.Why(seen)}"),
        };
    }

    private async Task<AccessAnswer> TranslateAsync(
        RestAnswer answer, SeatTarget target, string? inviteUrl, CancellationToken cancellationToken)
    {
        if (answer is not RestAnswer.Refused refused)
        {
            return new AccessAnswer.TryLater(RestWords.After(answer), RestWords.Why(answer));
        }

        return refused.Code switch
        {
            DiscordError.UnknownMember => new AccessAnswer.WaitsForJoin(inviteUrl),
            DiscordError.UnknownUser => new AccessAnswer.UnknownAccount(),
            DiscordError.UnknownRole or DiscordError.InvalidRole => new AccessAnswer.UnknownTarget(),
            DiscordError.UnknownGuild => await IsGoneAsync(target, refused, cancellationToken),
            DiscordError.MissingAccess => await IsGoneAsync(target, refused, cancellationToken),
            DiscordError.MissingPermissions => await MissingAsync(target, cancellationToken),
            DiscordError.TwoFactorIsRequired => new AccessAnswer.MissingRight(
                "This server asks its moderators for two-factor authentication, and Discord asks it of the bot's owner " +
                "too. Whoever owns the bot in the developer portal opens User Settings > My Account in Discord and " +
                "enables two-factor authentication."),
            _ => new AccessAnswer.TryLater(RestWords.After(answer), RestWords.Why(answer)),
        };
    }

    // These codes also come in outages and for single things: only the server itself can say that the bot is out.
    private async Task<AccessAnswer> IsGoneAsync(
        SeatTarget target, RestAnswer.Refused refused, CancellationToken cancellationToken) =>
        await guilds.IsGoneAsync(target.GuildId, cancellationToken) switch
        {
            GuildReading.Gone => new AccessAnswer.CommunityGone(),
            GuildReading.NotNow later => new AccessAnswer.TryLater(later.After, later.Why),
            _ when refused.Code == DiscordError.MissingAccess => await MissingAsync(target, cancellationToken),
            _ => new AccessAnswer.TryLater(null, RestWords.Why(refused)),
        };

    // Discord says only that something is missing; which it is follows from the server's roles.
    private async Task<AccessAnswer> MissingAsync(SeatTarget target, CancellationToken cancellationToken)
    {
        switch (await guilds.ReadAsync(target.GuildId, isFresh: false, cancellationToken))
        {
            case GuildReading.Gone:
                return new AccessAnswer.CommunityGone();
            case GuildReading.Seen { Sight: var sight }:
                return sight.Guild.Roles.TryGetValue(target.RoleId, out var role)
                    ? new AccessAnswer.MissingRight(
                        RightsWords.ForRole(sight, role) ?? $"{RightsWords.Unclear} {RightsWords.SetUpAgain}")
                    : new AccessAnswer.UnknownTarget();
            default:
                return new AccessAnswer.MissingRight($"{RightsWords.Unclear} {RightsWords.SetUpAgain}");
        }
    }

    private static AccessAnswer Show(GuildMember member, SeatTarget target) =>
        member.RoleIds.Contains(target.RoleId) ? Open : Closed;

    private static AccessAnswer? Refuse(string targetId, string accountId, out SeatTarget? target)
    {
        target = SeatTarget.Parse(targetId);
        return target is null ? new AccessAnswer.UnknownTarget()
            : SeatTarget.IsId(accountId) ? null
            : new AccessAnswer.UnknownAccount();
    }
}
