using HiltBot.Engine.Buyers;
using HiltBot.Engine.Merchants;
using HiltBot.Engine.Products;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Chat;

/// <summary>One thing that somebody said, with everything that is known about it, inside its transaction.</summary>
internal sealed class ChatTurn
{
    public required HiltDb Db { get; init; }

    public required ChatRequest Request { get; init; }

    /// <summary>Business time.</summary>
    public required DateTimeOffset Now { get; init; }

    public required DateTimeOffset RealNow { get; init; }

    /// <summary>Places that were looked at for this turn, by platform and the platform's own id.</summary>
    public required IReadOnlyDictionary<(Platform Platform, string ExternalId), CommunityView> Views { get; init; }

    /// <summary>
    /// What the ledger said about the wallet that this turn is about; null where none was asked about.
    /// </summary>
    public PayoutLook? Look { get; init; }

    public Merchant? KnownMerchant { get; init; }

    /// <summary>The bound place it was said in; null in a private chat.</summary>
    public Community? Community { get; init; }

    public StaffMember? Staff { get; init; }

    /// <summary>Whom it concerns. The command table says which commands may do without.</summary>
    public Merchant Merchant => KnownMerchant ??
        throw new InvalidOperationException("A command that needs a merchant was reached without one.");

    public MerchantId MerchantId => Merchant.Id;

    public Platform Platform => Request.Platform;

    public ChatPerson Person => Request.Person;

    public bool IsPrivate => Request.CommunityExternalId is null;

    public string Display => PlainText.Name(Person.Display, Person.AccountId);

    /// <summary>How staff stand in histories; a buyer otherwise.</summary>
    public Actor Actor => Staff is { } staff ? StaffDirectory.ActorOf(staff) : Actor.Buyer(Person.AccountId);

    /// <summary>The zone that staff read dates in, and buyers too where nothing nearer is known.</summary>
    public string TimeZone => Merchant.TimeZone;

    public bool May(StaffAction action) => Staff is { } staff && StaffRights.May(staff.Role, action);

    /// <summary>The same turn at another merchant, where its person is nobody's staff.</summary>
    public ChatTurn In(Merchant merchant) => new()
    {
        Db = Db,
        Request = Request,
        Now = Now,
        RealNow = RealNow,
        Views = Views,
        KnownMerchant = merchant,
    };

    /// <summary>The asker as a buyer; null when they never were one here.</summary>
    public async Task<Buyer?> FindBuyerAsync(CancellationToken cancellationToken) =>
        await Db.BuyerAccounts.Where(row => row.MerchantId == MerchantId && row.Platform == Platform &&
                row.AccountId == Person.AccountId)
            .Join(Db.Buyers, account => account.BuyerId, buyer => buyer.Id, (_, buyer) => buyer)
            .SingleOrDefaultAsync(cancellationToken);
}
