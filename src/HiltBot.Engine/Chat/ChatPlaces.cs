using HiltBot.Engine.Merchants;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Chat;

/// <summary>Whom something that was said concerns.</summary>
internal abstract record ChatPlace
{
    private ChatPlace()
    {
    }

    public sealed record Here(Merchant? Merchant, Community? Community, StaffMember? Staff) : ChatPlace;

    /// <summary>It cannot be known yet, or is nobody's: the reply asks or refuses.</summary>
    public sealed record Answer(ChatReply Reply) : ChatPlace;
}

/// <summary>
/// Finds the merchant: of the community that something was said in; in a private chat of the button's own row, or of the
/// one workspace that the person is a buyer or staff of, or by a menu when there are several.
/// </summary>
internal static class ChatPlaces
{
    private const int MenuMax = 25;

    public static async Task<ChatPlace> FindAsync(
        HiltDb db, ChatRequest request, Route route, CancellationToken cancellationToken)
    {
        if (request.CommunityExternalId is { } externalId)
        {
            return await InCommunityAsync(db, request, externalId, route, cancellationToken);
        }

        return route switch
        {
            Route.ToVerb verb => await OfRowAsync(db, request, verb, cancellationToken),
            Route.InMerchant chosen => await OfChoiceAsync(db, request, chosen, cancellationToken),
            Route.ToCommand command => await OfPersonAsync(db, request, command, cancellationToken),
            _ => new ChatPlace.Answer(Replies.UnknownButton()),
        };
    }

    /// <summary>Places that staff may be setting something up in: here, and their other places.</summary>
    public static async Task<IReadOnlyList<(Platform Platform, string ExternalId)>> ConcernedAsync(
        HiltDb db, ChatRequest request, int countMax, CancellationToken cancellationToken)
    {
        var merchants = await db.Staff
            .Where(row => row.Platform == request.Platform && row.AccountId == request.Person.AccountId)
            .Select(row => row.MerchantId).ToListAsync(cancellationToken);
        var known = await db.Communities.Where(row => merchants.Contains(row.MerchantId) && row.LostAt == null)
            .OrderBy(row => row.Id).Take(countMax).Select(row => new { row.Platform, row.ExternalId })
            .ToListAsync(cancellationToken);
        var places = known.Select(row => (row.Platform, row.ExternalId)).ToList();
        if (request.CommunityExternalId is { } here && !places.Contains((request.Platform, here)))
        {
            places.Add((request.Platform, here));
        }

        return places;
    }

    private static async Task<ChatPlace> InCommunityAsync(
        HiltDb db, ChatRequest request, string externalId, Route route, CancellationToken cancellationToken)
    {
        var community = await StaffDirectory.FindCommunityAsync(db, request.Platform, externalId, cancellationToken);
        if (community is null)
        {
            return route is Route.ToCommand { Entry.NeedsMerchant: false }
                ? new ChatPlace.Here(null, null, null)
                : new ChatPlace.Answer(Replies.Say(
                    "This place is not connected to a workspace yet.",
                    "Somebody who manages it can say /setup with the one-time code of the workspace."));
        }

        var isOthers = route switch
        {
            Route.ToVerb verb => await RowOwners.FindAsync(db, verb.Entry.About, verb.Action, cancellationToken) !=
                community.MerchantId,
            Route.InMerchant chosen => chosen.MerchantId != community.MerchantId,
            _ => false,
        };
        return isOthers
            ? new ChatPlace.Answer(Replies.UnknownButton())
            : await HereAsync(db, request, community.MerchantId, community, cancellationToken);
    }

    private static async Task<ChatPlace> OfRowAsync(
        HiltDb db, ChatRequest request, Route.ToVerb verb, CancellationToken cancellationToken)
    {
        var owner = await RowOwners.FindAsync(db, verb.Entry.About, verb.Action, cancellationToken);
        if (owner is not { } merchantId)
        {
            return new ChatPlace.Answer(Replies.UnknownButton());
        }

        var known = await MerchantsOfAsync(db, request, isStaffOnly: false, cancellationToken);
        return verb.Entry.IsForStrangers || known.Contains(merchantId)
            ? await HereAsync(db, request, merchantId, null, cancellationToken)
            : new ChatPlace.Answer(Replies.UnknownButton());
    }

    private static async Task<ChatPlace> OfChoiceAsync(
        HiltDb db, ChatRequest request, Route.InMerchant chosen, CancellationToken cancellationToken)
    {
        var known = await MerchantsOfAsync(db, request, isStaffOnly: false, cancellationToken);
        return known.Contains(chosen.MerchantId)
            ? await HereAsync(db, request, chosen.MerchantId, null, cancellationToken)
            : new ChatPlace.Answer(Replies.UnknownButton());
    }

    private static async Task<ChatPlace> OfPersonAsync(
        HiltDb db, ChatRequest request, Route.ToCommand command, CancellationToken cancellationToken)
    {
        if (command.Spec.Place == CommandPlace.Community)
        {
            return new ChatPlace.Answer(Replies.Say(
                $"Say /{command.Spec.Name} in the server or group that it is about."));
        }

        var known = await MerchantsOfAsync(db, request, command.Right is not null, cancellationToken);
        if (known.Count == 0 && command.Right is null &&
            await OnlyMerchantAsync(db, request.Platform, cancellationToken) is { } only)
        {
            known = [only];
        }

        if (known.Count == 1)
        {
            return await HereAsync(db, request, known[0], null, cancellationToken);
        }

        if (!command.Entry.NeedsMerchant)
        {
            return new ChatPlace.Here(null, null, null);
        }

        return new ChatPlace.Answer(known.Count == 0
            ? Replies.Say(
                command.Right is null
                    ? "I do not know yet which community you mean."
                    : "That is for staff, and you are not on the staff of a workspace here.",
                $"Say /{command.Spec.Name} in the community itself, and I know.")
            : await AskWhichAsync(db, command, known, cancellationToken));
    }

    private static async Task<ChatReply> AskWhichAsync(
        HiltDb db, Route.ToCommand command, List<MerchantId> known, CancellationToken cancellationToken)
    {
        // Options do not fit into a button; the community itself is the shorter way then.
        if (command.Words.Options.Count > 0)
        {
            return Replies.Say(
                "You are known in several communities, and I do not know which one you mean.",
                $"Say /{command.Spec.Name} in the community that it is about.");
        }

        var lines = await db.Merchants.Where(row => known.Contains(row.Id)).OrderBy(row => row.Name).Take(MenuMax)
            .Select(row => new { row.Id, row.Name }).ToListAsync(cancellationToken);
        var action = ActionId.Write(
            Verbs.In, MerchantId.From(Guid.Empty), command.Spec.Name.Replace(' ', '-'));
        return Replies.Say("Which one do you mean?") with
        {
            Menu = new ChatMenu(
                action, "Choose a community",
                lines.Select(line => new ChatMenuLine(Id.ToOpaque(line.Id), PlainText.Name(line.Name))).ToList()),
        };
    }

    private static async Task<ChatPlace> HereAsync(
        HiltDb db, ChatRequest request, MerchantId merchantId, Community? community,
        CancellationToken cancellationToken)
    {
        var merchant = await db.Merchants.SingleOrDefaultAsync(row => row.Id == merchantId, cancellationToken);
        if (merchant is null)
        {
            return new ChatPlace.Answer(Replies.UnknownButton());
        }

        var staff = await StaffDirectory.FindAsync(
            db, merchantId, request.Platform, request.Person.AccountId, cancellationToken);
        return new ChatPlace.Here(merchant, community, staff);
    }

    private static async Task<List<MerchantId>> MerchantsOfAsync(
        HiltDb db, ChatRequest request, bool isStaffOnly, CancellationToken cancellationToken)
    {
        var asStaff = db.Staff
            .Where(row => row.Platform == request.Platform && row.AccountId == request.Person.AccountId)
            .Select(row => row.MerchantId);
        var asBuyer = db.BuyerAccounts
            .Where(row => row.Platform == request.Platform && row.AccountId == request.Person.AccountId)
            .Select(row => row.MerchantId);
        var all = isStaffOnly ? asStaff : asStaff.Union(asBuyer);
        return await all.Distinct().ToListAsync(cancellationToken);
    }

    /// <summary>Where one workspace alone sells on this platform, a stranger can only mean that one.</summary>
    private static async Task<MerchantId?> OnlyMerchantAsync(
        HiltDb db, Platform platform, CancellationToken cancellationToken)
    {
        var merchants = await db.Communities.Where(row => row.Platform == platform)
            .Select(row => row.MerchantId).Distinct().OrderBy(id => id).Take(2).ToListAsync(cancellationToken);
        return merchants.Count == 1 ? merchants[0] : null;
    }
}
