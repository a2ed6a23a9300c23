using HiltBot.Engine.Merchants;
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
    IServiceProvider services)
{
    /// <summary>Places that are looked at for one answer at most.</summary>
    private const int ViewsMax = 10;

    public async Task<ChatReply> HandleAsync(ChatRequest request, CancellationToken cancellationToken)
    {
        var route = Route.Of(request.Input);
        var views = route.NeedsViews ? await LookAsync(request, cancellationToken) : [];
        return await work.RunAsync(
            db => AnswerAsync(db, request, route, views, cancellationToken), cancellationToken);
    }

    private async Task<ChatReply> AnswerAsync(
        HiltDb db, ChatRequest request, Route route,
        Dictionary<(Platform, string), CommunityView> views, CancellationToken cancellationToken)
    {
        if (!await IsNewAsync(db, request, cancellationToken))
        {
            return Replies.AlreadyDone();
        }

        if (route is Route.Nowhere nowhere)
        {
            return nowhere.Reply;
        }

        var place = await ChatPlaces.FindAsync(db, request, route, cancellationToken);
        if (place is not ChatPlace.Here here)
        {
            return ((ChatPlace.Answer)place).Reply;
        }

        if (route.Right is { } right && (here.Staff is null || !StaffRights.May(here.Staff.Role, right)))
        {
            return Replies.Say(StaffRights.Refusal(right), here.Staff is null
                ? "If you are one of them, ask an owner to add you with /staff add."
                : $"You are {EnumText.Of(here.Staff.Role).ToLowerInvariant()} here.");
        }

        // From here on another merchant's rows do not exist, whatever id a button carries (rule 7).
        db.ActsFor = here.Merchant?.Id;
        await KeepOwnAsync(db, request, here, views, cancellationToken);
        var turn = new ChatTurn
        {
            Db = db,
            Request = request,
            Now = businessTime.Now(),
            RealNow = time.Now(),
            Views = views,
            KnownMerchant = here.Merchant,
            Community = here.Community,
            Staff = here.Staff,
        };
        return await DispatchAsync(turn, route, cancellationToken);
    }

    private Task<ChatReply> DispatchAsync(ChatTurn turn, Route route, CancellationToken cancellationToken)
    {
        var handler = (ChatCommand)services.GetRequiredService(route.Handler!);
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

    private async Task<bool> IsNewAsync(HiltDb db, ChatRequest request, CancellationToken cancellationToken) =>
        await db.Database.ExecuteSqlAsync(
            $"""
            insert into inbound_updates (platform, update_id, received_at)
            values ({EnumText.Of(request.Platform)}, {request.UpdateId}, {db.Dialect.Parameter(time.Now())})
            on conflict do nothing
            """,
            cancellationToken) == 1;

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
