namespace HiltBot.Engine.Chat;

/// <summary>
/// The first words of action ids. Old messages keep their buttons for ever, so a verb never changes its
/// meaning.
/// </summary>
public static class Verbs
{
    /// <summary>Menu: which merchant a command in a private chat is meant for.</summary>
    public const string In = "in";

    /// <summary>Of a link from the checkout page, with its one-time code.</summary>
    public const string Checkout = "checkout";

    public const string Offers = "offers";
    public const string See = "see";
    public const string Pay = "pay";
    public const string Renew = "renew";
    public const string Status = "status";
    public const string Cancel = "cancel";
    public const string CancelYes = "cancel-yes";
    public const string Connect = "connect";
    public const string Receipts = "receipts";
    public const string Support = "support";
    public const string Reply = "reply";
    public const string ForgetYes = "forget-yes";

    public const string Alerts = "alerts";
    public const string SetUp = "setup";
    public const string Panel = "panel";
    public const string Entry = "entry";
    public const string Wallet = "wallet";
    public const string WalletYes = "wallet-yes";
    public const string BindCode = "bind-code";
    public const string OfferNew = "offer-new";
    public const string OfferList = "offer-list";
    public const string OfferSee = "offer-see";
    public const string OfferEdit = "offer-edit";
    public const string OfferOpens = "offer-opens";
    public const string OfferCloses = "offer-closes";
    public const string OfferPause = "offer-pause";
    public const string OfferSell = "offer-sell";
    public const string OfferArchive = "offer-archive";
    public const string OfferArchiveYes = "offer-gone";
    public const string Found = "found";
    public const string Members = "members";
    public const string Member = "member";
    public const string RevokeYes = "revoke-yes";
    public const string Unmatched = "unmatched";
    public const string Settle = "settle";
    public const string Refund = "refund";
    public const string RefundPaid = "refund-paid";
    public const string GoOn = "go-on";
    public const string Brake = "brake";
    public const string Newcomer = "newcomer";
    public const string Answer = "answer";
    public const string Close = "close";
}
