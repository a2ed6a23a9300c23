using HiltBot.Solana.Keys;
using HiltBot.Solana.Payments;
using HiltBot.Solana.Programs;
using HiltBot.Solana.Rpc;

namespace HiltBot.Engine.Payments;

/// <summary>Transfers that others sign, and what became of signatures.</summary>
public sealed partial class SolanaChain : IOutgoingChain
{
    public Task<PreparedPayment> PrepareAsync(OutgoingMoney money, CancellationToken cancellationToken) => AskAsync(
        async () =>
        {
            var to = Address.Parse(money.ToWallet);
            var token = money.Amount.Asset.IsSol
                ? null
                : await FindTokenAsync(Address.Parse(money.Amount.Asset.Mint), cancellationToken)
                    ?? throw new ChainUnreadableException($"{money.Amount.Asset.Mint} is no mint on this network.");
            var isNew = token is not null && await rpc.GetAccountInfoAsync(
                AssociatedToken.AddressOf(to, token.Address, token.TokenProgram), Commitment.Confirmed,
                cancellationToken) is null;
            var latest = await rpc.GetLatestBlockhashAsync(Commitment.Confirmed, cancellationToken);
            return OutgoingShape.Prepared(
                money, token, isNew, latest.Blockhash, checked((long)latest.LastValidBlockHeight));
        });

    public Task<SignatureFates> FindAllAsync(
        IReadOnlyList<string> signatures, CancellationToken cancellationToken) => AskAsync(async () =>
    {
        // From one node, and from its whole history: what that does not know after its height was passed is dead.
        var standings = await rpc.GetStandingsAsync([.. signatures.Select(Signature.Parse)], cancellationToken);
        return new SignatureFates(
            [
                .. standings.Statuses.Select(one => one is null
                    ? SentFate.Unknown
                    : one.Commitment == Commitment.Finalized ? SentFate.Final : SentFate.Landed),
            ],
            checked((long)standings.Height), checked((long)standings.FinalHeight));
    });
}

/// <summary>The transfer that sends money somewhere, and what it does in words. Pure.</summary>
internal static class OutgoingShape
{
    public static PreparedPayment Prepared(
        OutgoingMoney money, TokenMint? token, bool opensAccount, Blockhash blockhash, long validHeight)
    {
        var transaction = new PaymentTransaction
        {
            Blockhash = blockhash,
            Buyer = Address.Parse(money.FromWallet),
            Token = token,
            Merchant = new PaymentShare(
                Address.Parse(money.ToWallet), checked((ulong)money.Amount.MinorUnits), opensAccount),
            References = [Address.Parse(money.Reference)],
            Memo = money.Memo,
        };
        List<string> words = [$"Sends {money.Amount} from {money.FromWallet} to {money.ToWallet}."];
        if (opensAccount)
        {
            words.Insert(0, "Opens the account that receives it; you pay its small deposit in SOL.");
        }

        words.Add($"Carries the note {money.Memo}.");
        words.Add("Nothing else: no approval, no later charge.");
        return new PreparedPayment(transaction.Build().ToBase64(), validHeight, words);
    }
}
