using HiltBot.Engine.Buyers;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Chat.Commands;

/// <summary>Somebody whom staff named.</summary>
/// <param name="Buyer">Null when they never were a buyer here.</param>
internal sealed record NamedPerson(string AccountId, string Display, Buyer? Buyer);

/// <summary>Finds the person of an option: by account id or mention, else by a display name that only one buyer has.</summary>
internal static class People
{
    private const int SameNameMax = 2;

    public static async Task<NamedPerson> FindAsync(ChatTurn turn, string text, CancellationToken cancellationToken)
    {
        var name = ReadWords.Person(text);
        var accounts = turn.Db.BuyerAccounts
            .Where(row => row.MerchantId == turn.MerchantId && row.Platform == turn.Platform);
        var account = await accounts.SingleOrDefaultAsync(row => row.AccountId == name, cancellationToken);
        if (account is null)
        {
            var upper = name.ToUpperInvariant();
#pragma warning disable CA1862, MA0011 // translated to SQL, which has no comparison that ignores case
            var named = await accounts.Where(row => row.Display.ToUpper() == upper)
                .OrderBy(row => row.AccountId).Take(SameNameMax).ToListAsync(cancellationToken);
#pragma warning restore CA1862, MA0011
            account = named.Count == 1 ? named[0] : null;
        }

        if (account is null)
        {
            return new NamedPerson(name, name, null);
        }

        var buyer = await turn.Db.Buyers.SingleOrDefaultAsync(row => row.Id == account.BuyerId, cancellationToken);
        return new NamedPerson(account.AccountId, PlainText.Name(account.Display, account.AccountId), buyer);
    }

    public static ChatReply Unknown(NamedPerson person) => Replies.Say(
        $"I know nobody called \"{person.Display}\" here: they never bought or asked for anything.",
        "Mention them, or give their account id. Say /members to see who is a member.");
}
