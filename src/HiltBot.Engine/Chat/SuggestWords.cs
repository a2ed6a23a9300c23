using HiltBot.Engine.Chat.Commands;
using HiltBot.Engine.Merchants;
using HiltBot.Engine.Products;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Chat;

/// <summary>What somebody is typing into an option of a command.</summary>
/// <param name="Command">As in <see cref="CommandList"/>: <c>offer edit</c>.</param>
public sealed record SuggestRequest(
    Platform Platform, string? CommunityExternalId, ChatPerson Person, string Command, string Option, string Typed);

/// <param name="Label">At most 100 characters.</param>
/// <param name="Value">What the option holds when it is chosen; at most 100 characters.</param>
public sealed record ChatSuggestion(string Label, string Value);

/// <summary>
/// Autocomplete: offers and buyers, only what this person may see. It changes nothing, and whatever does not fit is
/// answered by an empty list.
/// </summary>
public sealed class SuggestWords(Work work, BusinessTime businessTime, TimeProvider time)
{
    public const int CountMax = 25;

    private const int LabelMax = 100;

    public async Task<IReadOnlyList<ChatSuggestion>> HandleAsync(
        SuggestRequest request, CancellationToken cancellationToken)
    {
        var option = CommandList.Find(request.Command)?.Options.FirstOrDefault(one => one.Name == request.Option);
        if (option is null)
        {
            return [];
        }

        return await work.ReadAsync(
            async db =>
            {
                var turn = await TurnAsync(db, request, cancellationToken);
                return (turn, option.Type) switch
                {
                    (null, _) => [],
                    (_, CommandOptionType.Offer) => await OffersAsync(turn, request, cancellationToken),
                    (_, CommandOptionType.KnownPerson) => await PeopleAsync(turn, request, cancellationToken),
                    _ => [],
                };
            },
            cancellationToken);
    }

    private async Task<ChatTurn?> TurnAsync(
        HiltDb db, SuggestRequest request, CancellationToken cancellationToken)
    {
        var said = new ChatRequest(
            request.Platform, string.Empty, request.CommunityExternalId, request.Person,
            new ChatInput.Command(request.Command, new Dictionary<string, string>()));
        var route = Route.Of(said.Input);
        if (await ChatPlaces.FindAsync(db, said, route, cancellationToken) is not ChatPlace.Here
            {
                Merchant: { } merchant,
            } here ||
            (route.Right is { } right && (here.Staff is null || !StaffRights.May(here.Staff.Role, right))))
        {
            return null;
        }

        db.ActsFor = merchant.Id;
        return new ChatTurn
        {
            Db = db,
            Request = said,
            Now = businessTime.Now(),
            RealNow = time.Now(),
            Views = new Dictionary<(Platform, string), CommunityView>(),
            KnownMerchant = merchant,
            Community = here.Community,
            Staff = here.Staff,
        };
    }

    // Buyers are shown what is sold here; staff, what there is.
    private static async Task<IReadOnlyList<ChatSuggestion>> OffersAsync(
        ChatTurn turn, SuggestRequest request, CancellationToken cancellationToken)
    {
        var isForStaff = CommandList.Find(request.Command)!.Audience == CommandAudience.Staff;
        var offers = isForStaff
            ? await Offers.AllAsync(turn, cancellationToken)
            : await Offers.SoldHereAsync(turn, cancellationToken);
        var typed = PlainText.Line(request.Typed, PlainText.TitleMax);
        return offers
            .Where(offer => typed.Length == 0 ||
                OfferWords.Title(offer).Contains(typed, StringComparison.OrdinalIgnoreCase))
            .Take(CountMax)
            .Select(offer => new ChatSuggestion(Label(Describe(offer)), Id.ToOpaque(offer.Id))).ToList();
    }

    private static string Describe(Product offer) => offer.Status == ProductStatus.Active
        ? $"{OfferWords.Title(offer)}, {OfferWords.Price(offer)}"
        : $"{OfferWords.Title(offer)} ({OfferWords.Status(offer)})";

    private static async Task<IReadOnlyList<ChatSuggestion>> PeopleAsync(
        ChatTurn turn, SuggestRequest request, CancellationToken cancellationToken)
    {
        var typed = ReadWords.Person(request.Typed);
        var accounts = turn.Db.BuyerAccounts
            .Where(row => row.MerchantId == turn.MerchantId && row.Platform == turn.Platform);
        if (typed.Length > 0)
        {
            var upper = typed.ToUpperInvariant();
#pragma warning disable CA1862, MA0011, CA1310, MA0074 // translated to SQL, which has no comparison that ignores case
            accounts = accounts.Where(
                row => row.Display.ToUpper().StartsWith(upper) || row.AccountId.StartsWith(typed));
#pragma warning restore CA1862, MA0011, CA1310, MA0074
        }

        var found = await accounts.OrderBy(row => row.Display).ThenBy(row => row.AccountId).Take(CountMax)
            .Select(row => new { row.Display, row.AccountId }).ToListAsync(cancellationToken);
        return found.ConvertAll(row => new ChatSuggestion(
            Label($"{PlainText.Name(row.Display, row.AccountId)} ({row.AccountId})"), row.AccountId));
    }

    private static string Label(string text) => PlainText.Line(text, LabelMax);
}
