using HiltBot.Engine.Values;

namespace HiltBot.Web.Checkout;

/// <summary>What a buyer reads before a signature that lets a membership renew itself.</summary>
public static class RenewalPermission
{
    /// <param name="most">Taken in one period at most.</param>
    /// <param name="period">For example <c>30 days</c>.</param>
    /// <param name="merchant">Who is paid.</param>
    public static string InWords(Money most, string period, string merchant) =>
        $"This membership renews itself. With the same signature you let the Solana Foundation's Subscriptions program collect " +
        $"{most} every {period} for {merchant}, until you cancel. Your wallet may call that an unlimited approval: the " +
        $"approval names the program and no sum, because the sum stands in the plan. The plan lets it take {most} in one " +
        $"period and no more, only to {merchant}'s own wallet, and nobody can raise it without your signature. Keep the money " +
        "in this wallet, or nothing is collected. You can cancel at any time, here or in the chat.";
}
