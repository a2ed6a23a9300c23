using HiltBot.Web.Pages;

namespace HiltBot.Web.Checkout;

/// <summary>The page on which one session is paid and followed.</summary>
public sealed record PayPageView
{
    /// <summary>Address of this page; the routes of the session are below it.</summary>
    public required string Path { get; init; }

    public required string PaymentId { get; init; }

    public required string Title { get; init; }

    public required string MerchantName { get; init; }

    public required string Price { get; init; }

    /// <summary>What is still to be sent, as a plain decimal.</summary>
    public required string AmountText { get; init; }

    /// <summary>What is still to be sent, with the symbol.</summary>
    public required string Missing { get; init; }

    public string? For { get; init; }

    public required string Until { get; init; }

    public required PayProgress Progress { get; init; }

    public required bool IsSandbox { get; init; }

    /// <summary>Transactions for this session on the play ledger: its forms pay once for each number.</summary>
    public required int SentCount { get; init; }

    public required bool IsPlay { get; init; }

    /// <summary>Wallet Standard name of the chain: <c>solana:mainnet</c>.</summary>
    public required string Chain { get; init; }

    public required string MerchantWallet { get; init; }

    public required string AssetSymbol { get; init; }

    /// <summary>Null for SOL.</summary>
    public string? TokenMint { get; init; }

    public required string Memo { get; init; }

    /// <summary>Whether a transfer that somebody writes by themselves can pay it: not where a fee goes along.</summary>
    public bool IsByHand { get; init; }

    /// <summary>
    /// Null when a plain transfer cannot work: the receiving account does not exist, or a fee goes along.
    /// </summary>
    public string? TransferUrl { get; init; }

    /// <summary>SVG that we drew ourselves.</summary>
    public string? TransferQrSvg { get; init; }

    /// <summary>The wallet on the phone asks us for the transaction; null where we are not reached by https.</summary>
    public string? RequestUrl { get; init; }

    /// <summary>SVG that we drew ourselves.</summary>
    public string? RequestQrSvg { get; init; }

    /// <summary>Links that open this page in the browsers of wallet apps.</summary>
    public IReadOnlyList<PageLink> Browsers { get; init; } = [];

    /// <summary>What is agreed to for later with the same signature, in words; null: nothing.</summary>
    public string? Renews { get; init; }

    /// <summary>Where somebody who paid without the memo says that it was them; null where there is none.</summary>
    public string? ClaimUrl { get; init; }

    /// <summary>Opens the Phantom wallet on the phone that shows this page; null without a key for it.</summary>
    public string? PhantomUrl { get; init; }

    public string? ReceiptUrl { get; init; }

    /// <summary>Paid for, and the place has still to be entered by this link.</summary>
    public PageLink? Invite { get; init; }

    public PageLink? Back { get; init; }
}
