using System.Globalization;
using System.Text.Json.Nodes;

namespace HiltBot.TestKit;

/// <summary>The ledger as plain RPC sees it: what each finalized transaction did to one token account.</summary>
public static class ChainBooks
{
    public static async Task<IReadOnlyDictionary<string, long>> CreditsAsync(Localnet chain, string account)
    {
        var credits = new Dictionary<string, long>();
        string? before = null;
        while (true)
        {
            var page = (await chain.CallAsync(
                "getSignaturesForAddress", account, new { limit = 1000, before, commitment = "finalized" }))!.AsArray();
            foreach (var entry in page)
            {
                var signature = (string)entry!["signature"]!;
                before = signature;
                if (await ChangeAsync(chain, signature, account) is var change and not 0)
                {
                    credits[signature] = change;
                }
            }

            if (page.Count < 1000)
            {
                return credits;
            }
        }
    }

    private static async Task<long> ChangeAsync(Localnet chain, string signature, string account)
    {
        var transaction = (await chain.CallAsync("getTransaction", signature, new
        {
            encoding = "json",
            commitment = "finalized",
            maxSupportedTransactionVersion = 1,
        }))!;
        var keys = transaction["transaction"]!["message"]!["accountKeys"]!.AsArray().Select(key => (string)key!).ToList();
        var index = keys.IndexOf(account);
        return Amount(transaction, "postTokenBalances", index) - Amount(transaction, "preTokenBalances", index);
    }

    private static long Amount(JsonNode transaction, string side, int index) => transaction["meta"]![side]!.AsArray()
        .Where(balance => balance!["accountIndex"]!.GetValue<int>() == index)
        .Select(balance => long.Parse((string)balance!["uiTokenAmount"]!["amount"]!, CultureInfo.InvariantCulture))
        .SingleOrDefault();
}
