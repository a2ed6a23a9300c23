using System.Security.Cryptography;
using System.Text;
using HiltBot.Engine.Checkouts;
using HiltBot.Engine.Handoffs;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Buyers;

/// <summary>What the browser brought back from the platform.</summary>
/// <param name="BrowserKey">What it kept meanwhile; null when it kept nothing.</param>
/// <param name="Code">Null: the person did not agree.</param>
public sealed record VisitorReturn(string State, string? BrowserKey, string? Code);

public abstract record ReceiveOutcome
{
    private ReceiveOutcome()
    {
    }

    /// <summary>The same checkout, with a fresh link for the person who was proven.</summary>
    public sealed record Known(HandoffOutcome.Made Handoff) : ReceiveOutcome;

    /// <summary>Never begun, done already, too old, or begun in another browser.</summary>
    public sealed record NotBegunHere : ReceiveOutcome;

    public sealed record Declined(string Slug) : ReceiveOutcome;

    /// <summary>The platform did not accept what it gave out before.</summary>
    public sealed record Refused(string Slug) : ReceiveOutcome;

    public sealed record Unreachable(string Slug, string Why) : ReceiveOutcome;

    /// <param name="Why">Null: it is not there any more.</param>
    public sealed record NoLink(SaleRefusal? Why) : ReceiveOutcome;
}

/// <summary>Takes back a visitor whom a platform has named, and returns them to their checkout.</summary>
public sealed class ReceiveVisitor(
    Work work, ConnectOffers offers, MakeHandoffLink make, MasterKey masterKey, TimeProvider time)
{
    private const int SecretMax = 128;
    private const int CodeMax = 512;

    public async Task<ReceiveOutcome> HandleAsync(VisitorReturn back, CancellationToken cancellationToken)
    {
        if (back.State.Length is 0 or > SecretMax || back.BrowserKey is not { Length: > 0 and <= SecretMax } browser)
        {
            return new ReceiveOutcome.NotBegunHere();
        }

        var begun = await work.RunAsync(
            db => TakeAsync(db, back.State, browser, cancellationToken), cancellationToken);
        if (begun is not var (state, slug) || offers.ProofOn(state.Platform) is not { } proof)
        {
            return new ReceiveOutcome.NotBegunHere();
        }

        if (back.Code is not { Length: > 0 and <= CodeMax } code)
        {
            return new ReceiveOutcome.Declined(slug);
        }

        // Asked outside of any transaction: a platform takes its time.
        var verifier = Encoding.ASCII.GetString(masterKey.Open(state.SealedVerifier));
        return await proof.AskAsync(code, verifier, cancellationToken) switch
        {
            VisitorAnswer.Person person => await LinkAsync(state, person, cancellationToken),
            VisitorAnswer.Refused => new ReceiveOutcome.Refused(slug),
            VisitorAnswer.Unreachable unreachable => new ReceiveOutcome.Unreachable(slug, unreachable.Why),
            var other => throw new InvalidOperationException($"No answer for {other.GetType().Name}."),
        };
    }

    // Whoever holds the state takes it out, once; another browser has spoilt it by trying.
    private async Task<(VisitorState State, string Slug)?> TakeAsync(
        HiltDb db, string state, string browser, CancellationToken cancellationToken)
    {
        var hash = SendVisitor.HashOf(state);
        var row = await db.VisitorStates.AsNoTracking()
            .SingleOrDefaultAsync(known => known.StateHash == hash, cancellationToken);
        if (row is null || await db.VisitorStates.Where(known => known.StateHash == hash)
                .ExecuteDeleteAsync(cancellationToken) == 0)
        {
            return null;
        }

        var isTheirs = CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes(row.BrowserHash), Encoding.ASCII.GetBytes(SendVisitor.HashOf(browser)));
        return isTheirs && row.CreatedAt + VisitorState.Lifetime > time.Now()
            ? (row, await db.Products.Where(product => product.Id == row.ProductId).Select(product => product.Slug)
                .SingleAsync(cancellationToken))
            : null;
    }

    private async Task<ReceiveOutcome> LinkAsync(
        VisitorState state, VisitorAnswer.Person person, CancellationToken cancellationToken)
    {
        var outcome = await make.HandleAsync(
            new HandoffRequest(state.MerchantId, state.ProductId, person.AccountId)
            {
                AskedOn = state.Platform,
                IdentityDisplay = person.Display,
            },
            cancellationToken);
        return outcome is HandoffOutcome.Made made
            ? new ReceiveOutcome.Known(made)
            : new ReceiveOutcome.NoLink((outcome as HandoffOutcome.NotForSale)?.Why);
    }
}
