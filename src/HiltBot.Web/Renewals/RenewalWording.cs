using HiltBot.Engine.Renewals;
using HiltBot.Web.Pages;
using Microsoft.AspNetCore.Http;

namespace HiltBot.Web.Renewals;

/// <summary>What the pages of renewals say.</summary>
internal static class RenewalWording
{
    public static AgreementPageView Of(PlanView view, string chain) => new(
        $"/p/{Uri.EscapeDataString(view.Slug)}/plan", chain, $"Renewals of {view.ProductTitle}", view.MerchantName,
        view.IsPublished ? "This offer renews by itself" : "Publish the plan of this offer",
        [
            $"{view.Price} every {Days(view.PeriodHours)}, to {view.OwnerWallet} and to no other wallet. " +
            $"Collected by this server's key, {view.Puller}.",
            view.IsPublished
                ? "The plan stands on the network. Buyers agree to it in the checkout, with the same signature as their first " +
                  "payment. Another price needs another plan: members who agreed to this one keep theirs."
                : "Before anybody can buy it, your wallet publishes these terms on the network, once. It costs a deposit in SOL " +
                  "for the plan's account, which you get back when you delete the plan.",
        ],
        view.OwnerWallet, view.PlanAccount,
        view.IsPublished ? [] : [new AgreementAct("publish", "Publish the plan")]);

    public static AgreementPageView Of(RenewalView view, string chain) => new(
        RenewalPages.PathOf(view.Id), chain, $"Your renewal of {view.ProductTitle}", view.MerchantName, Headline(view),
        [.. Lines(view)], view.PayerWallet, view.PlanAccount,
        [.. view.Acts.Select(act => new AgreementAct(EnumName(act), Label(act)))]);

    public static Problem Problem(PlanOutcome outcome) => outcome switch
    {
        PlanOutcome.Shown => throw new InvalidOperationException("A plan that is shown is no problem."),
        PlanOutcome.UnknownProduct => new Problem(
            StatusCodes.Status404NotFound, "There is no such offer", "Ask for its address again."),
        PlanOutcome.NotAutomatic => new Problem(
            StatusCodes.Status409Conflict, "This offer does not renew by itself",
            "It needs a price, a period in days, and automatic renewal switched on."),
        PlanOutcome.NoCollector => new Problem(
            StatusCodes.Status409Conflict, "Nothing is collected by itself here",
            "This installation has no collector. Whoever runs it sets HiltBot:Solana:CollectorKeyFile."),
        PlanOutcome.OtherTerms => new Problem(
            StatusCodes.Status409Conflict, "Another plan stands in its place",
            "The network shows a plan of your wallet with other terms under this number. Change the price by the smallest " +
            "unit, and publish that."),
        _ => throw new InvalidOperationException($"No words for {outcome.GetType().Name}."),
    };

    private static string Headline(RenewalView view) => view.Status switch
    {
        AuthorizationStatus.Active => "It renews by itself",
        AuthorizationStatus.RequiresReapproval => "It needs your approval again",
        AuthorizationStatus.CancelPending or AuthorizationStatus.Cancelled => "It is cancelled",
        AuthorizationStatus.Pending => "It is being set up",
        _ => "It has ended",
    };

    private static IEnumerable<string> Lines(RenewalView view)
    {
        yield return $"{view.Price} every {Days(view.PeriodHours)}, to {view.MerchantName}.";
        if (view.PaidUntil is { } until)
        {
            yield return $"Paid until {PageText.Instant(until)}.";
        }

        yield return view.Status switch
        {
            AuthorizationStatus.Active when view.NextAt is { } next =>
                $"The next collection is on {PageText.Instant(next)}. Keep enough in the wallet.",
            AuthorizationStatus.CancelPending or AuthorizationStatus.Cancelled =>
                "Nothing more is collected. What is paid for stays until its end.",
            AuthorizationStatus.RequiresReapproval => "Nothing is collected before that.",
            AuthorizationStatus.Pending => "It begins when the first payment is final.",
            AuthorizationStatus.Active => "Nothing has to be done.",
            _ => "Nothing more is collected. You can join again whenever you like.",
        };
        if (view.Trouble is { } trouble)
        {
            yield return $"{trouble.Problem()} {trouble.Mend()}";
        }
    }

    private static string Label(RenewalAct act) => act switch
    {
        RenewalAct.Cancel => "Cancel the renewal",
        RenewalAct.Resume => "Let it renew again",
        _ => "Approve again",
    };

    private static string EnumName(RenewalAct act) => act switch
    {
        RenewalAct.Cancel => "cancel",
        RenewalAct.Resume => "resume",
        _ => "approve",
    };

    private static string Days(int hours) => hours % 24 == 0 ? $"{hours / 24} days" : $"{hours} hours";
}
