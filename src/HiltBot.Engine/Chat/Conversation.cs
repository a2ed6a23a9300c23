using HiltBot.Engine.Merchants;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Products;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HiltBot.Engine.Chat;

/// <summary>
/// The one entry of every door (road, step 1). What was said is written down under the platform's own number and acted on
/// in the same transaction, so a repeated delivery has one effect. Nothing that comes with a button is believed: whose it
/// is and what the person may do is looked up again.
/// </summary>
public sealed class Conversation(
    Work work, BusinessTime businessTime, TimeProvider time, IEnumerable<ICommunityViewer> viewers,
    LookAtPayoutWallet lookAtWallet, IServiceProvider services)
{
    /// <summary>Places that are looked at for one answer at most.</summary>
    private const int ViewsMax = 10;

    public async Task<ChatReply> HandleAsync(ChatRequest request, CancellationToken cancellationToken)
    {
        var route = Route.Of(request.Input);
        var views = route.NeedsViews ? await LookAsync(request, cancellationToken) : [];
        var look = route.AsksLedger ? await AskLedgerAsync(request, route, cancellationToken) : null;
        return await work.RunAsync(
            async db => await InboundUpdates.TakeAsync(
                db, request.Platform, request.UpdateId, time.Now(), cancellationToken)
                ? await AnswerAsync(db, request, route, views, look, cancellationToken)
                : Replies.AlreadyDone() with { IsRepetition = true },
            cancellationToken);
    }

    private async Task<ChatReply> AnswerAsync(
        HiltDb db, ChatRequest request, Route route, Dictionary<(Platform, string), CommunityView> views,
        PayoutLook? look, CancellationToken cancellationToken)
    {
        var (turn, refusal) = await TurnAsync(db, request, route, views, look, cancellationToken);
        return turn is null ? refusal! : await DispatchAsync(turn, route, cancellationToken);
    }

    // Either the turn, or why it is not taken: nobody's place, not allowed, or words missing. In this order,
    // so that nobody is asked to complete what they may not do.
    private async Task<(ChatTurn? Turn, ChatReply? Refusal)> TurnAsync(
        HiltDb db, ChatRequest request, Route route, Dictionary<(Platform, string), CommunityView> views,
        PayoutLook? look, CancellationToken cancellationToken)
    {
        if (route is Route.Nowhere nowhere)
        {
            return (null, nowhere.Reply);
        }

        var place = await ChatPlaces.FindAsync(db, request, route, cancellationToken);
        if (place is not ChatPlace.Here here)
        {
            return (null, ((ChatPlace.Answer)place).Reply);
        }

        if (route.Right is { } right && (here.Staff is null || !StaffRights.May(here.Staff.Role, right)))
        {
            return (null, Replies.Say(StaffRights.Refusal(right), here.Staff is null
                ? "If you are one of them, ask an owner to add you with /staff add. /help shows what I can do " +
                  "for you."
                : $"You are {Texts.Role(here.Staff.Role)} here."));
        }

        if (route.Problem is { } problem)
        {
            return (null, Replies.Say(problem));
        }

        // From here on another merchant's rows do not exist, whatever id a button carries (rule 7).
        db.ActsFor = here.Merchant?.Id;
        await KeepOwnAsync(db, request, here, views, cancellationToken);
        return (new ChatTurn
        {
            Db = db,
            Request = request,
            Now = businessTime.Now(),
            RealNow = time.Now(),
            Views = views,
            Look = look,
            KnownMerchant = here.Merchant,
            Community = here.Community,
            Staff = here.Staff,
        }, null);
    }

    private Task<ChatReply> DispatchAsync(ChatTurn turn, Route route, CancellationToken cancellationToken)
    {
        var handler = Handler(route);
        return route switch
        {
            Route.ToCommand command => handler.SaidAsync(turn, command.Words, cancellationToken),
            Route.InMerchant chosen => handler.SaidAsync(turn, chosen.Command.Words, cancellationToken),
            Route.ToVerb { Fields: { } fields } verb =>
                handler.SubmittedAsync(turn, verb.Action, fields, cancellationToken),
            Route.ToVerb { Value: { } value } verb =>
                handler.ChosenAsync(turn, verb.Action, value, cancellationToken),
            Route.ToVerb verb => handler.PressedAsync(turn, verb.Action, cancellationToken),
            _ => Task.FromResult(Replies.UnknownButton()),
        };
    }

    private ChatCommand Handler(Route route) => (ChatCommand)services.GetRequiredService(route.Handler!);

    // Staff of several workspaces: only the places of this one are offered.
    private static async Task KeepOwnAsync(
        HiltDb db, ChatRequest request, ChatPlace.Here here, Dictionary<(Platform, string), CommunityView> views,
        CancellationToken cancellationToken)
    {
        if (views.Count == 0 || here.Merchant is not { } merchant)
        {
            return;
        }

        var own = await db.Communities.Where(row => row.MerchantId == merchant.Id)
            .Select(row => new { row.Platform, row.ExternalId }).ToListAsync(cancellationToken);
        foreach (var (platform, externalId) in views.Keys.ToList())
        {
            if (!own.Any(row => row.Platform == platform && row.ExternalId == externalId) &&
                (platform, externalId) != (request.Platform, request.CommunityExternalId))
            {
                views.Remove((platform, externalId));
            }
        }
    }

    // A ledger takes its time, and a transaction keeps others waiting: it is asked before, once it is known
    // that this person may ask. The transaction judges everything again; only what was seen is carried into
    // it.
    private async Task<PayoutLook?> AskLedgerAsync(
        ChatRequest request, Route route, CancellationToken cancellationToken)
    {
        var asked = await work.ReadAsync(
            async db =>
            {
                var (turn, _) = await TurnAsync(db, request, route, [], null, cancellationToken);
                return turn is not null && Handler(route) is var handler &&
                    await handler.AsksAsync(turn, route, cancellationToken) is { } question
                    ? (turn.MerchantId, question)
                    : ((MerchantId, WalletQuestion)?)null;
            },
            cancellationToken);
        if (asked is not var (merchantId, (wallet, mints)))
        {
            return null;
        }

        try
        {
            return await lookAtWallet.HandleAsync(merchantId, wallet, mints, cancellationToken);
        }
        catch (ChainUnreadableException)
        {
            return new PayoutLook.Unreadable(wallet);
        }
    }

    // Looking asks a platform and takes its time: it is done before the transaction, and what it says is only shown.
    private async Task<Dictionary<(Platform, string), CommunityView>> LookAsync(
        ChatRequest request, CancellationToken cancellationToken)
    {
        var places = await work.ReadAsync(
            db => ChatPlaces.ConcernedAsync(db, request, ViewsMax, cancellationToken), cancellationToken);
        var views = new Dictionary<(Platform, string), CommunityView>();
        foreach (var place in places)
        {
            var viewer = viewers.FirstOrDefault(known => known.Platform == place.Platform);
            if (viewer is not null &&
                await viewer.LookAsync(place.ExternalId, cancellationToken) is { } view)
            {
                views[place] = view;
            }
        }

        return views;
    }
}
