using HiltBot.Engine.Access;
using HiltBot.Engine.Notices;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Merchants;

/// <summary>What a platform says about the bot's standing in a place.</summary>
public abstract record CommunityChange
{
    private CommunityChange()
    {
    }

    /// <summary>The bot was removed, or the place was deleted.</summary>
    public sealed record Lost : CommunityChange;

    /// <summary>The bot is in the place again.</summary>
    public sealed record Back : CommunityChange;

    /// <param name="Mend">Which right is missing and who clicks what, in the port's words.</param>
    public sealed record RightsLost(string Mend) : CommunityChange;

    public sealed record RightsBack : CommunityChange;
}

/// <summary>What became of the news.</summary>
public enum CommunityNewsOutcome
{
    /// <summary>The place is bound to nobody.</summary>
    UnknownCommunity,

    /// <summary>It was so before: nobody is told again.</summary>
    KnownAlready,

    Recorded,
}

/// <summary>
/// The bot was thrown out of a community, came back, lost or regained its rights. A lost community stops
/// sales and revokes nothing; staff hear of each change once. What waited for the bot is tried again when it
/// can work again.
/// </summary>
public sealed class CommunityNews(Work work, BusinessTime businessTime, TimeProvider time)
{
    public Task<CommunityNewsOutcome> HandleAsync(
        Platform platform, string externalId, CommunityChange change, CancellationToken cancellationToken) =>
        work.RunAsync(
            async db =>
            {
                var community = await StaffDirectory.FindCommunityAsync(db, platform, externalId, cancellationToken);
                if (community is null)
                {
                    return CommunityNewsOutcome.UnknownCommunity;
                }

                var isNews = change switch
                {
                    CommunityChange.Lost => await LoseAsync(db, community, cancellationToken),
                    CommunityChange.Back => await ReturnAsync(db, community, cancellationToken),
                    CommunityChange.RightsLost lost => await LoseRightsAsync(db, community, lost, cancellationToken),
                    _ => await RegainRightsAsync(db, community, cancellationToken),
                };
                return isNews ? CommunityNewsOutcome.Recorded : CommunityNewsOutcome.KnownAlready;
            },
            cancellationToken);

    private async Task<bool> LoseAsync(HiltDb db, Community community, CancellationToken cancellationToken)
    {
        if (community.LostAt is not null)
        {
            return false;
        }

        var now = businessTime.Now();
        community.LostAt = now;
        Remember(db, community, "lost", null);
        await Alerts.TellAllAsync(
            db, community.MerchantId, Key(community, "lost"), NoticeKind.CommunityLost,
            new NoticeFacts { Targets = [community.Title] }, community.Id, now, time.Now(),
            cancellationToken);
        return true;
    }

    private async Task<bool> ReturnAsync(HiltDb db, Community community, CancellationToken cancellationToken)
    {
        if (community.LostAt is null)
        {
            return false;
        }

        community.LostAt = null;
        Remember(db, community, "back", null);
        await Seats.ArmCommunityAsync(db, community.Id, time.Now(), cancellationToken);
        await TellAsync(
            db, community, "back", NoticeKind.RightsBack,
            new NoticeFacts { Targets = [community.Title], Text = "Sales go on." }, cancellationToken);
        return true;
    }

    private async Task<bool> LoseRightsAsync(
        HiltDb db, Community community, CommunityChange.RightsLost lost, CancellationToken cancellationToken)
    {
        var isNews = community.RightsProblem is null;
        community.RightsProblem = lost.Mend;
        if (isNews)
        {
            Remember(db, community, "rights_lost", lost.Mend);
            await TellAsync(
                db, community, "rights_lost", NoticeKind.RightsLost,
                new NoticeFacts { Targets = [community.Title], Mend = lost.Mend }, cancellationToken);
        }

        return isNews;
    }

    private async Task<bool> RegainRightsAsync(
        HiltDb db, Community community, CancellationToken cancellationToken)
    {
        if (community.RightsProblem is null)
        {
            return false;
        }

        community.RightsProblem = null;
        Remember(db, community, "rights_back", null);
        await Seats.ArmCommunityAsync(db, community.Id, time.Now(), cancellationToken);
        await TellAsync(
            db, community, "rights_back", NoticeKind.RightsBack,
            new NoticeFacts { Targets = [community.Title] },
            cancellationToken);
        return true;
    }

    private Task<bool> TellAsync(
        HiltDb db, Community community, string what, NoticeKind kind, NoticeFacts facts,
        CancellationToken cancellationToken) =>
        Alerts.TellAsync(
            db, community, Key(community, what), kind, facts, businessTime.Now(), time.Now(), cancellationToken);

    // The version makes each change of state one notice, however often it comes and goes.
    private static string Key(Community community, string what) => $"community.{what}:{community.Id}:{community.Version}";

    private void Remember(HiltDb db, Community community, string what, string? problem) =>
        db.Remember(
            community.MerchantId, Subject.Community, community.Id.Value, what, Actor.System, businessTime.Now(),
            new { community.Title, problem });
}
