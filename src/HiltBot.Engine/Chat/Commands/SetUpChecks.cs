using HiltBot.Engine.Access;
using HiltBot.Engine.Merchants;
using HiltBot.Engine.Products;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Chat.Commands;

/// <summary>One thing that has to be right before members can pay and be let in.</summary>
internal sealed record SetUpCheck(string Name, string Text, bool IsGood);

/// <summary>What <c>/setup</c> checks: pure, over what was loaded and what the platform shows.</summary>
internal static class SetUpChecks
{
    public static IReadOnlyList<SetUpCheck> Of(
        Merchant merchant, Community community, CommunityView? view, IReadOnlyList<StaffMember> staff,
        IReadOnlyCollection<ProductTarget> sold)
    {
        var offers = sold.Select(target => target.ProductId).Distinct().Count();
        var checks = new List<SetUpCheck>
        {
            new("Workspace", PlainText.Name(merchant.Name), true),
            merchant.PayoutWallet is { } wallet
                ? new("Payout wallet", WalletText.InGroups(wallet), true)
                : new("Payout wallet",
                    "None yet: an owner says /setup wallet. Without it nothing can be sold.", false),
            AlertChannel(community, view),
            offers > 0
                ? new("Offers", $"{Texts.Count(offers, "offer")} open something here", true)
                : new("Offers", "None opens anything here yet: say /offer create.", false),
            new("Staff", staff.Count == 0
                ? "Nobody on this platform yet: an owner can say /staff add."
                : Texts.List(staff.Take(10).Select(Staff).ToList()), staff.Count > 0),
        };
        checks.AddRange(Rights(community, view, sold.Select(target => target.TargetId).ToHashSet()));
        return checks;
    }

    private static SetUpCheck AlertChannel(Community community, CommunityView? view)
    {
        if (community.AlertChannelId is not { } chosen)
        {
            return new("Alert channel", view is { Channels.Count: 0 }
                ? "None, and there is none to choose here: I write to the owners privately."
                : "None: I write to the owners privately. An owner can choose one below.", true);
        }

        var known = view?.Channels.FirstOrDefault(channel => channel.ChannelId == chosen);
        return view is null || view.Channels.Count == 0 || known is not null
            ? new("Alert channel", PlainText.Line(known?.Label ?? chosen, PlainText.TitleMax), true)
            : new("Alert channel", "It is gone, or I may not write there: choose another one below.", false);
    }

    private static IEnumerable<SetUpCheck> Rights(
        Community community, CommunityView? view, HashSet<string> sold)
    {
        if (community.LostAt is not null)
        {
            yield return new("The bot", "I was removed from this place: invite me again. Sales have stopped.", false);
        }

        if (view is null)
        {
            yield return community.RightsProblem is { } problem
                ? new("My rights",
                    $"Something keeps me from opening and closing access. {PlainText.Line(problem)}", false)
                : new("My rights", "Not looked at just now; I say so in the alert channel when one is missing.", true);
            yield break;
        }

        foreach (var found in view.Problems)
        {
            yield return new("My rights", $"{PlainText.Line(found.Problem)} {PlainText.Line(found.Mend)}", false);
        }

        foreach (var target in view.Targets.Where(target => sold.Contains(target.TargetId)))
        {
            if ((target.Problem ?? target.Hint) is { } words)
            {
                yield return new(
                    PlainText.Line(target.Label, PlainText.TitleMax), PlainText.Line(words), target.Problem is null);
            }
        }

        if (LookAtRights.IsAnyGone(view, sold))
        {
            yield return new("Offers", SeatAnswers.NoTargetMend, false);
        }

        if (view.Problems.Count == 0)
        {
            yield return new("My rights", "I may do everything I need here.", true);
        }
    }

    private static string Staff(StaffMember member) =>
        $"{PlainText.Name(member.Display, member.AccountId)} ({EnumText.Of(member.Role).ToLowerInvariant()})";
}
