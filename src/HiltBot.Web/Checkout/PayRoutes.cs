using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text;
using HiltBot.Engine.Checkouts;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Sandbox;
using HiltBot.Engine.Values;
using HiltBot.Web.Pages;
using HiltBot.Web.Receipts;
using HiltBot.Web.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace HiltBot.Web.Checkout;

/// <summary>
/// One session: its page, its live state, and the ways to pay it. Whoever knows the payment id may look and
/// pay.
/// </summary>
internal static class PayRoutes
{
    private const int TransactionBytesMax = 1232;
    private static readonly TimeSpan LookTime = TimeSpan.FromSeconds(1);

    public static async Task<IResult> ShowAsync(
        string slug, string paymentId, PayPages pages, Forms forms, HttpContext context,
        CancellationToken cancellationToken)
    {
        if (await pages.FindAsync(slug, paymentId, cancellationToken) is not { } view)
        {
            return Html.Problem(CheckoutProblems.UnknownPayment);
        }

        return Html.Page<PayPage>(new
        {
            View = await pages.DescribeAsync(view, cancellationToken),
            Token = forms.Token(context),
        });
    }

    public static async Task<IResult> StateAsync(
        string slug, string paymentId, PayPages pages, CancellationToken cancellationToken) =>
        await StateOfAsync(pages, slug, paymentId, cancellationToken) is { } state
            ? TypedResults.Ok(state)
            : Refusal.NotFound("Payment not found.");

    public static async Task<IResult> FollowAsync(
        string slug, string paymentId, PayPages pages, IServiceScopeFactory scopes, TimeProvider time,
        IHostApplicationLifetime host, CancellationToken cancellationToken) =>
        await pages.FindAsync(slug, paymentId, cancellationToken) is null
            ? Refusal.NotFound("Payment not found.")
            : TypedResults.ServerSentEvents(ChangesAsync(
                scopes, slug, paymentId, time, host.ApplicationStopping, cancellationToken));

    public static async Task<IResult> PayInSandboxAsync(
        string slug, string paymentId, PayPages pages, PayWithPlayMoney pay, Forms forms, HttpContext context,
        CancellationToken cancellationToken)
    {
        if (await forms.ReadAsync(context, cancellationToken) is not { } form)
        {
            return Html.Problem(Problems.FormTooOld);
        }

        if (await pages.FindAsync(slug, paymentId, cancellationToken) is not { } view)
        {
            return Html.Problem(CheckoutProblems.UnknownPayment);
        }

        var path = PayPages.PathOf(slug, view.Payment.Id);
        var amount = PayPages.Missing(view);
        if (form["amount"].ToString() is { Length: > 0 } text &&
            (!Money.TryParse(text, view.Payment.Asset, out amount) || amount.MinorUnits <= 0))
        {
            return Html.Problem(WrongAmount(view.Payment.Asset, path));
        }

        // A second press of the button, or a form that is sent again, must not pay twice.
        if (!PayProgress.Of(view).CanPay ||
            !int.TryParse(form["sent"].ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var sent))
        {
            return Html.SeeOther(path);
        }

        var wallet = SimWallet.Of(view.Payment.IdentityValue ?? view.Payment.Id.ToString());
        return await pay.HandleAsync(view.Payment.Id, wallet, amount.MinorUnits, sent, cancellationToken) switch
        {
            PlayOutcome.Sent or PlayOutcome.SentAlready => Html.SeeOther(path),
            PlayOutcome.UnknownPayment => Html.Problem(CheckoutProblems.UnknownPayment),
            PlayOutcome.NotPossible => Html.Problem(WrongAmount(view.Payment.Asset, path)),
            PlayOutcome.NotASandbox => Html.Problem(new Problem(
                StatusCodes.Status409Conflict, "There is no play money here",
                "This installation is on a real network: pay with a Solana wallet.")
            {
                Links = [new PageLink("Back to the payment", path)],
            }),
            var other => throw new InvalidOperationException($"No page for {other.GetType().Name}."),
        };
    }

    public static async Task<IResult> PrepareAsync(
        string slug, string paymentId, PayPages pages, IPaymentChain chain, PreparePayment prepare, SendPayment sending,
        HttpRequest request, CancellationToken cancellationToken)
    {
        var (body, refusal) = await JsonBody.ReadAsync(request, cancellationToken);
        if (body is null)
        {
            return refusal!;
        }

        var wallet = body.RequiredText("wallet", 64, 1);
        if (await pages.FindAsync(slug, paymentId, cancellationToken) is not { } view)
        {
            return Refusal.NotFound("Payment not found.");
        }

        if (body.Refusal is { } wrong)
        {
            return wrong;
        }

        // A second one beside one that may land would charge twice.
        if (await sending.HoldAsync(view.Payment.Id, cancellationToken) is { } left)
        {
            return Refusal.Conflict(OnItsWay(left));
        }

        if (!PayProgress.Of(view).CanPay)
        {
            return Refusal.Gone("Payment session has expired");
        }

        if (await chain.LookAtWalletAsync(wallet, cancellationToken) is WalletKind.NotAnAddress or WalletKind.OffCurve)
        {
            return Refusal.Field("wallet", "This is no Solana wallet.");
        }

        var prepared = await prepare.HandleAsync(view, wallet, cancellationToken);
        return TypedResults.Ok(new
        {
            Transaction = prepared.TransactionBase64,
            prepared.LastValidBlockHeight,
            prepared.InWords,
            Missing = ReadinessWords.Of(
                await chain.LookAtPayerAsync(view.Payment, wallet, prepared, cancellationToken)),
        });
    }

    public static async Task<IResult> SendAsync(
        string slug, string paymentId, PayPages pages, SendPayment sending, HttpRequest request,
        CancellationToken cancellationToken)
    {
        var (body, refusal) = await JsonBody.ReadAsync(request, cancellationToken);
        if (body is null)
        {
            return refusal!;
        }

        var wallet = body.RequiredText("wallet", 64, 1);
        var text = body.RequiredText("signed_transaction", TransactionBytesMax * 2, 1);
        if (await pages.FindAsync(slug, paymentId, cancellationToken) is not { } view)
        {
            return Refusal.NotFound("Payment not found.");
        }

        var bytes = new byte[TransactionBytesMax];
        if (body.Refusal is { } wrong)
        {
            return wrong;
        }

        // We send what pays this session and nothing else: our nodes are nobody's relay.
        if (!Convert.TryFromBase64String(text, bytes, out var length) ||
            bytes.AsSpan(0, length).IndexOf(Encoding.ASCII.GetBytes(Marks.MemoOf(view.Payment.Nonce))) < 0)
        {
            return Refusal.Field("signed_transaction", "This is not the transaction that pays this session.");
        }

        if (!PayProgress.Of(view).CanPay && await sending.HoldAsync(view.Payment.Id, cancellationToken) is null)
        {
            return Refusal.Gone("Payment session has expired");
        }

        return await sending.HandleAsync(view.Payment.Id, wallet, bytes.AsMemory(0, length), cancellationToken) switch
        {
            SendPaymentOutcome.Sent sent => TypedResults.Ok(new { TxSignature = sent.Signature, sent.IsTaken }),
            SendPaymentOutcome.Refused refused => Refusal.Conflict(refused.Why),
            SendPaymentOutcome.OnItsWay way => Refusal.Conflict(OnItsWay(way.Left)),
            SendPaymentOutcome.UnknownPayment => Refusal.NotFound("Payment not found."),
            var other => throw new InvalidOperationException($"No answer for {other.GetType().Name}."),
        };
    }

    private static string OnItsWay(TimeSpan left) =>
        "What you signed before may still be counted, so nothing else is prepared: you are never charged twice. It is " +
        $"decided within {Math.Ceiling(left.TotalSeconds):0} seconds; wait here.";

    private static async Task<PayState?> StateOfAsync(
        PayPages pages, string slug, string paymentId, CancellationToken cancellationToken)
    {
        if (await pages.FindAsync(slug, paymentId, cancellationToken) is not { } view)
        {
            return null;
        }

        var progress = PayProgress.Of(view);
        return new PayState(
            EnumText.Of(view.Payment.Status), progress.Headline, progress.Steps, progress.CanPay, progress.IsFinal,
            view.ReceiptId is { } receipt ? ReceiptPages.PathOf(receipt) : null, PayPages.Missing(view).ToString(),
            PayPages.InviteOf(view), progress.CanPay ? await pages.TermsOfAsync(view, cancellationToken) : null);
    }

    // Looks by primary key once a second while somebody watches, whichever node did the work; speaks when it
    // changed.
    private static async IAsyncEnumerable<SseItem<string>> ChangesAsync(
        IServiceScopeFactory scopes, string slug, string paymentId, TimeProvider time, CancellationToken stopping,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(stopping, cancellationToken);
        string? told = null;
        while (!both.IsCancellationRequested)
        {
            PayState? state;
            await using (var scope = scopes.CreateAsyncScope())
            {
                state = await StateOfAsync(
                    scope.ServiceProvider.GetRequiredService<PayPages>(), slug, paymentId, cancellationToken);
            }

            var mark = state is null ? string.Empty : $"{state.Headline}|{string.Join('|', state.Steps)}|{state.ReceiptUrl}|{state.Invite}";
            if (mark != told)
            {
                told = mark;
                yield return new SseItem<string>(state?.Status ?? "GONE", "change")
                {
                    ReconnectionInterval = TimeSpan.FromSeconds(2),
                };
            }

            if (state is null or { IsFinal: true })
            {
                yield break;
            }

            await Quiet.UntilAsync(Task.Delay(LookTime, time, both.Token));
        }
    }

    private static Problem WrongAmount(Asset asset, string path) => new(
        StatusCodes.Status422UnprocessableEntity, "That is no amount",
        $"Write a plain number above zero, such as 12.50, with at most {asset.Decimals} places.")
    {
        Reassurance = "Nothing was paid and nothing was changed.",
        Links = [new PageLink("Back to the payment", path)],
    };
}

/// <summary>What the page's script draws, and what it holds a transaction against before a wallet opens.</summary>
internal sealed record PayState(
    string Status, string Headline, IReadOnlyList<PayStep> Steps, bool CanPay, bool IsFinal, string? ReceiptUrl,
    string Missing, PageLink? Invite, PaymentTerms? Terms);
