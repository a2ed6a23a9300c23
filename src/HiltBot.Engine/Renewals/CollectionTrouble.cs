namespace HiltBot.Engine.Renewals;

/// <summary>Why a renewal cannot be collected (solana.md section 7, When a pull fails).</summary>
public enum CollectionTrouble
{
    /// <summary>The wallet holds less than the price.</summary>
    InsufficientFunds,

    /// <summary>The approval is gone, used up, or another app's took its place.</summary>
    ApprovalRevoked,

    /// <summary>The token's issuer has frozen the account.</summary>
    AccountFrozen,

    /// <summary>The wallet's token account is closed.</summary>
    AccountClosed,

    /// <summary>The payer closed the authority that all their subscriptions of this token stand on.</summary>
    AuthorityClosed,

    /// <summary>The authority was closed and made anew: this subscription is void for good.</summary>
    AuthorityReplaced,

    /// <summary>The merchant deleted the plan, or it has ended.</summary>
    PlanEnded,

    /// <summary>The plan stands with other terms than were agreed to.</summary>
    TermsChanged,

    /// <summary>The payer ended the subscription on the ledger.</summary>
    SubscriptionEnded,

    /// <summary>Accounts of the program have a form that is not known here: nothing is pulled on a surprise.</summary>
    UnknownForm,

    /// <summary>The ledger refused it, for a reason that is not known here.</summary>
    Refused,
}

/// <summary>What follows from a trouble. Pure.</summary>
public static class CollectionTroubles
{
    /// <summary>Whether time, or something that the payer does, can mend it for this very subscription.</summary>
    public static bool CanHeal(this CollectionTrouble trouble) => trouble is CollectionTrouble.InsufficientFunds
        or CollectionTrouble.ApprovalRevoked or CollectionTrouble.AccountFrozen or CollectionTrouble.AccountClosed
        or CollectionTrouble.Refused;

    /// <summary>Whether somebody has to approve again (contract 10.2).</summary>
    public static bool NeedsApproval(this CollectionTrouble trouble) => trouble is CollectionTrouble.ApprovalRevoked ||
        (!trouble.CanHeal() && trouble is not CollectionTrouble.SubscriptionEnded);

    /// <summary>What is wrong, for buyer and merchant.</summary>
    public static string Problem(this CollectionTrouble trouble) => trouble switch
    {
        CollectionTrouble.InsufficientFunds => "The wallet does not hold enough for the next period.",
        CollectionTrouble.ApprovalRevoked =>
            "The wallet's approval is gone: it was revoked, or another app's approval took its place.",
        CollectionTrouble.AccountFrozen => "The token's issuer has frozen the wallet's token account.",
        CollectionTrouble.AccountClosed => "The wallet's token account is closed.",
        CollectionTrouble.AuthorityClosed => "The wallet closed the approval that its subscriptions stand on.",
        CollectionTrouble.AuthorityReplaced =>
            "The wallet made its approval anew, and this subscription belongs to the old one.",
        CollectionTrouble.PlanEnded => "The plan has ended.",
        CollectionTrouble.TermsChanged => "The plan stands with other terms than were agreed to.",
        CollectionTrouble.SubscriptionEnded => "The wallet has ended the subscription.",
        CollectionTrouble.UnknownForm => "The subscription has a form on the network that is not known here.",
        _ => "The network refused the collection.",
    };

    /// <summary>The one thing that mends it, for the buyer.</summary>
    public static string Mend(this CollectionTrouble trouble) => trouble switch
    {
        CollectionTrouble.InsufficientFunds => "Fill up the wallet; the collection is tried again by itself.",
        CollectionTrouble.ApprovalRevoked => "Approve again on the renewal page, or pay the next period by hand.",
        CollectionTrouble.AccountFrozen => "Ask the token's issuer, or pay the next period from another wallet.",
        CollectionTrouble.AccountClosed => "Receive some of the token in that wallet, or pay the next period by hand.",
        CollectionTrouble.UnknownForm or CollectionTrouble.Refused => "Pay the next period by hand; the merchant is told.",
        _ => "Pay the next period by hand, and agree to its renewal anew if you like.",
    };
}
