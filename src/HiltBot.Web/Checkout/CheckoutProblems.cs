using HiltBot.Engine.Buyers;
using HiltBot.Engine.Checkouts;
using HiltBot.Engine.Handoffs;
using HiltBot.Engine.Values;
using HiltBot.Web.Pages;
using Microsoft.AspNetCore.Http;

namespace HiltBot.Web.Checkout;

/// <summary>
/// Every reason why a checkout does not go on, each with a page of its own and what to do next.
/// </summary>
internal static class CheckoutProblems
{
    private const string NothingMoved = "Nothing was paid and nothing was changed.";

    public static readonly Problem UnknownProduct = Make(
        StatusCodes.Status404NotFound, "There is no such offer",
        "The address is wrong, or the offer never existed. Type /join in the community to see what is offered now.");

    public static readonly Problem UnknownPayment = Make(
        StatusCodes.Status404NotFound, "There is no such checkout",
        "The address is not complete. Open the link again, or type /join in the community for a new one.");

    public static readonly Problem Forged = Make(
        StatusCodes.Status422UnprocessableEntity, "This link is not genuine",
        "It was not made by us, or something in it was changed on the way. Do not pay on a page that somebody sent you: " +
        "type /join in the community, and the bot gives you a link of your own.");

    public static readonly Problem ForOtherProduct = Make(
        StatusCodes.Status422UnprocessableEntity, "This link is for another offer",
        "It is genuine, but it was made for something else. Type /join in the community and choose this offer.");

    public static readonly Problem TooOften = Make(
        StatusCodes.Status429TooManyRequests, "That was too often",
        "Somebody at your address has tried this many times. Wait a minute, then press the button again.");

    public static readonly Problem NotBegunHere = Make(
        StatusCodes.Status400BadRequest, "This did not begin here",
        "You return from a sign-in that was begun in another browser, was used already, or took longer than ten " +
        "minutes. Open the offer again and press the button there.");

    public static Problem NobodyToAsk(string slug) => Make(
        StatusCodes.Status409Conflict, "There is nobody to ask",
        "This offer is for whoever pays, or only the community's bot can say who you are: type /join there.",
        Again(slug));

    public static Problem Declined(string slug) => Make(
        StatusCodes.Status200OK, "Your account was not connected",
        "You did not agree on the other page. Without it nobody knows whom to let in.", Again(slug));

    public static Problem NotProven(string slug) => Make(
        StatusCodes.Status422UnprocessableEntity, "That did not prove who you are",
        "The other side did not accept what it gave out a moment ago. Press the button once more.", Again(slug));

    public static Problem Unreachable(string slug, string why) => Make(
        StatusCodes.Status503ServiceUnavailable, "The other side does not answer",
        $"{why} Try again in a moment, or type /join in the community.", Again(slug));

    /// <summary>
    /// Genuine and too old: the same way back as in the chat, where a fresh one is a press away.
    /// </summary>
    public static Problem Expired(HandoffClaim claim) => Make(
        StatusCodes.Status410Gone, "This link has run out",
        $"It was yours and it was good until {PageText.Instant(claim.ExpiresAt)}. Links live briefly so that nobody can " +
        "use an old one. Press the button in the chat again, or type /join, and you get a fresh one.",
        WayBack.Of(claim));

    public static Problem Of(SaleRefusal refusal, PageLink? back) => refusal switch
    {
        SaleRefusal.Archived => Make(
            StatusCodes.Status404NotFound, "This offer has ended",
            "It is not sold any more. Present members renew with /renew in the community; /join shows what is offered now.",
            back),
        SaleRefusal.Paused => Make(
            StatusCodes.Status409Conflict, "This offer is paused",
            "The community has stopped selling it for now. Running memberships go on. Try again later.", back),
        SaleRefusal.SoldOut => Make(
            StatusCodes.Status409Conflict, "This offer is sold out",
            "Every place is taken. A place may come free when an open checkout runs out: try again in half an hour.", back),
        SaleRefusal.BuyerBlocked => Make(
            StatusCodes.Status409Conflict, "This is not sold to you",
            "The community's staff has closed sales for your account. Write to them with /support in the chat.", back),
        SaleRefusal.CommunityLost => Make(
            StatusCodes.Status409Conflict, "This cannot be sold right now",
            "The bot is out of the community that this opens, so it could not let you in. The staff knows.", back),
        SaleRefusal.MembershipsClosed => Make(
            StatusCodes.Status409Conflict, "No new members right now",
            "New memberships are closed. Present members may still renew with /renew in the community.", back),
        SaleRefusal.NeedsAutomaticSetup => Make(
            StatusCodes.Status409Conflict, "This renews by itself",
            "It needs an allowance that this page cannot set up. Ask the community's staff for the prepaid offer.", back),
        _ => throw new InvalidOperationException($"No words for {refusal}."),
    };

    /// <summary>Null when a session was opened.</summary>
    public static Problem? Of(CheckoutOutcome outcome, string pagePath, PageLink? back)
    {
        var again = new PageLink("Look at the offer again", pagePath);
        return outcome switch
        {
            CheckoutOutcome.Opened => null,
            CheckoutOutcome.UnknownProduct => UnknownProduct,
            CheckoutOutcome.NotForSale refused => Of(refused.Why, back),
            CheckoutOutcome.HandoffExpired expired => Expired(expired.Claim),
            CheckoutOutcome.HandoffForged => Forged,
            CheckoutOutcome.HandoffForOtherProduct => ForOtherProduct,
            CheckoutOutcome.IdentityDiffers => Make(
                StatusCodes.Status422UnprocessableEntity, "That is somebody else",
                "The link fixes who gets access, and it cannot be changed here. Ask the bot for a link of your own.", back),
            CheckoutOutcome.IdentityMissing missing => Make(
                StatusCodes.Status422UnprocessableEntity, "Who gets access?",
                $"This offer is for a named account ({missing.Label ?? Named(missing.Wanted)}). Type /join in the " +
                "community: the bot gives you a link that names you.",
                back),
            CheckoutOutcome.IdentityNotProven not => Of(not.Why, again),
            CheckoutOutcome.BadIdentity bad => Make(
                StatusCodes.Status422UnprocessableEntity, "That name cannot be used", bad.Why, again),
            CheckoutOutcome.BadPayerWallet => Make(
                StatusCodes.Status422UnprocessableEntity, "That is no Solana wallet",
                "Check the address: it is 32 to 44 letters and digits.", again),
            CheckoutOutcome.AmountMissing => Make(
                StatusCodes.Status422UnprocessableEntity, "How much?",
                "Write an amount above zero, with a point and no more places than the asset has.", again),
            CheckoutOutcome.AmountDiffers differs => Make(
                StatusCodes.Status422UnprocessableEntity, "The amount is not the price",
                $"This offer costs exactly {differs.Price}. Another amount would not buy it.", again),
            CheckoutOutcome.AmountTooSmall small => Make(
                StatusCodes.Status422UnprocessableEntity, "That is too little",
                $"The least that can be paid here is {small.Least}.", again),
            CheckoutOutcome.TermsChanged => Make(
                StatusCodes.Status409Conflict, "The terms have changed",
                "They changed while this page was open. Read them again before you agree.", again),
            _ => throw new InvalidOperationException($"No page for {outcome.GetType().Name}."),
        };
    }

    private static PageLink Again(string slug) =>
        new("Back to the offer", CheckoutPages.PagePath(slug, null));

    private static Problem Of(IdentityUse why, PageLink again) => why switch
    {
        IdentityUse.Unknown => Make(
            StatusCodes.Status404NotFound, "There is no such proof",
            "What your wallet signed before is not known here any more. Open the offer again.", again),
        IdentityUse.Expired => Make(
            StatusCodes.Status410Gone, "Your wallet's signature has run out",
            "It counts for half an hour. Open the offer again and sign once more.", again),
        _ => Make(
            StatusCodes.Status422UnprocessableEntity, "Your wallet has not said who you are",
            "The signature is missing, or it is for another offer or another wallet. Open the offer again.", again),
    };

    private static string Named(IdentityType type) => type switch
    {
        IdentityType.DiscordUserId => "Discord",
        IdentityType.TelegramUserId => "Telegram",
        IdentityType.Email => "e-mail",
        IdentityType.Wallet => "wallet",
        _ => "chat account",
    };

    private static Problem Make(int status, string title, string text, PageLink? link = null) =>
        new(status, title, text) { Reassurance = NothingMoved, Links = link is null ? [] : [link] };
}
