using HiltBot.Engine.Checkouts;
using HiltBot.Engine.Checkouts.Phantom;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.Web.Pages;
using HiltBot.Web.Receipts;
using Microsoft.Extensions.Logging;

namespace HiltBot.Web.Checkout;

/// <summary>Reads one session and says all that its page shows.</summary>
internal sealed partial class PayPages(
    CheckoutReading reading, IPaymentChain chain, PreparePayment prepare, PhantomLinks phantom, Network network, PublicAddress address,
    ILogger<PayPages> logger)
{
    private const int SentMax = 1000;

    public static string PathOf(string slug, PaymentId paymentId) =>
        $"/p/{Uri.EscapeDataString(slug)}/pay/{paymentId}";

    /// <summary>Null when there is no such session of this product.</summary>
    public async Task<CheckoutView?> FindAsync(string slug, string paymentId, CancellationToken cancellationToken) =>
        Id.TryParse<PaymentId>(paymentId, out var id) &&
        await reading.HandleAsync(id, cancellationToken) is { } view && view.Product.Slug == slug
            ? view
            : null;

    public async Task<PayPageView> DescribeAsync(CheckoutView view, CancellationToken cancellationToken)
    {
        var payment = view.Payment;
        var missing = Missing(view);
        var progress = PayProgress.Of(view);
        var memo = Marks.MemoOf(payment.Nonce);
        var path = PathOf(view.Product.Slug, payment.Id);
        var canPay = progress.CanPay && !network.IsSandbox;
        var request = canPay ? TransactionRequest.LinkOf(address, path) : null;

        // A plain transfer brings no fee along, and a renewal is agreed to by a transaction of ours.
        var later = canPay ? await prepare.LaterAsync(view, cancellationToken) : null;
        var isPlain = canPay && payment.FeeMinorUnits == 0 && later is null;
        var link = isPlain && await DoesReceiveAsync(payment, cancellationToken)
            ? TransferLink.Of(
                payment.MerchantWallet, missing, payment.Reference, view.MerchantName, view.Product.Title, memo)
            : null;
        return new PayPageView
        {
            Path = path,
            PaymentId = payment.Id.ToString(),
            Title = view.Product.Title,
            MerchantName = view.MerchantName,
            Price = payment.Price.ToString(),
            AmountText = missing.ToDecimalText(),
            Missing = missing.ToString(),
            For = payment.IdentityDisplay ?? payment.IdentityValue,
            Until = PageText.Instant(payment.ExpiresAt),
            Progress = progress,
            IsSandbox = network.IsSandbox,
            SentCount = network.IsSandbox ? await CountSentAsync(payment, cancellationToken) : 0,
            IsPlay = !network.IsLive,
            Chain = network.Name == Network.Mainnet ? "solana:mainnet" : $"solana:{network.Name}",
            MerchantWallet = payment.MerchantWallet,
            AssetSymbol = payment.AssetSymbol,
            TokenMint = payment.Asset.IsSol ? null : payment.TokenMint,
            Memo = memo,
            IsByHand = isPlain,
            TransferUrl = link,
            TransferQrSvg = link is null ? null : TransferLink.Qr(link),
            RequestUrl = request,
            RequestQrSvg = request is null ? null : TransferLink.Qr(request),
            Browsers = canPay ? WalletBrowsers.Of(new Uri(address.To(path))) : [],
            PhantomUrl = canPay && phantom.AreOffered ? phantom.Connect(view.Product.Slug, payment.Id) : null,
            Renews = later is null
                ? null
                : RenewalPermission.InWords(payment.Price, $"{payment.BillingCount} days", view.MerchantName),
            ReceiptUrl = view.ReceiptId is { } receipt ? ReceiptPages.PathOf(receipt) : null,
            Invite = InviteOf(view),
            Back = WayBack.Of(payment.ReturnUrl, payment.AskedOn, payment.IdentityValue),
        };
    }

    /// <summary>What is still to be sent: the price, or what a short payment left open.</summary>
    public static Money Missing(CheckoutView view) =>
        view.Stage is CheckoutStage.Short { Missing: var missing } ? missing : view.Payment.Price;

    /// <summary>What a transaction has to do to pay it now.</summary>
    public async Task<PaymentTerms> TermsOfAsync(CheckoutView view, CancellationToken cancellationToken) =>
        PaymentTerms.Of(view.Payment) with { Plan = await prepare.LaterAsync(view, cancellationToken) };

    /// <summary>The first place that is paid for and still to be entered; the next one follows when they are in.</summary>
    public static PageLink? InviteOf(CheckoutView view) =>
        view.Membership is { GivesAccess: true } &&
        view.Seats.FirstOrDefault(seat => seat is { IsOpen: false, InviteUrl: not null }) is { } seat
            ? new PageLink($"Join {seat.Label}", seat.InviteUrl!)
            : null;

    private async Task<int> CountSentAsync(Payment payment, CancellationToken cancellationToken) =>
        (await chain.ListAsync(payment.Reference, null, SentMax, cancellationToken)).Count;

    // A plain wallet does not make the merchant's token account, so no code is shown before there is one.
    // When the ledger cannot be asked, the code is shown: most accounts exist.
    private async Task<bool> DoesReceiveAsync(Payment payment, CancellationToken cancellationToken)
    {
        try
        {
            var place = await chain.FindReceivingPlaceAsync(
                payment.MerchantWallet, payment.TokenMint, cancellationToken);
            return place is { DoesExist: true };
        }
        catch (ChainUnreadableException exception)
        {
            Log.CannotAsk(logger, payment.Id, exception.Message);
            return true;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(9101, LogLevel.Warning, "{PaymentId}: the receiving account could not be looked at ({Why}).")]
        public static partial void CannotAsk(ILogger logger, PaymentId paymentId, string why);
    }
}
