using HiltBot.Engine.Renewals;
using HiltBot.Solana.Keys;
using HiltBot.Solana.Payments;
using HiltBot.Solana.Programs;
using HiltBot.Solana.Rpc;
using HiltBot.Solana.Transactions;

namespace HiltBot.Engine.Payments;

/// <summary>What a wallet needs to pay: the transaction made, and sent once it is signed.</summary>
public sealed partial class SolanaChain
{
    public Task<PreparedPayment> PrepareAsync(
        Payment payment, string payerWallet, IReadOnlyList<WalletInstruction> beside,
        CancellationToken cancellationToken) => AskAsync(async () =>
    {
        var token = payment.Asset.IsSol
            ? null
            : await FindTokenAsync(Address.Parse(payment.TokenMint), cancellationToken)
                ?? throw new ChainUnreadableException($"{payment.TokenMint} is no mint on this network.");
        var missing = token is null ? [] : await MissingAsync(payment, token, cancellationToken);
        var latest = await rpc.GetLatestBlockhashAsync(Commitment.Confirmed, cancellationToken);
        var transaction = PaymentShape.Of(
            payment, Address.Parse(payerWallet), token, latest.Blockhash, missing.Contains(payment.MerchantWallet),
            missing.Contains(payment.FeeWallet)) with
        {
            Beside = [.. beside.Select(WalletInstructions.ToSolana)],
        };
        return new PreparedPayment(
            transaction.Build().ToBase64(), checked((long)latest.LastValidBlockHeight),
            PaymentShape.InWords(payment, transaction));
    });

    public async Task<SendAnswer> SendAsync(
        ReadOnlyMemory<byte> signedTransaction, CancellationToken cancellationToken)
    {
        if (!TransactionDecoder.TryDecode(signedTransaction, out var transaction))
        {
            return new SendAnswer.Refused("These bytes are no transaction.");
        }

        if (!transaction.HasValidSignatures())
        {
            return new SendAnswer.Refused("The transaction is not signed by everybody who has to sign it.");
        }

        try
        {
            return await rpc.SendTransactionAsync(signedTransaction, Commitment.Confirmed, cancellationToken) switch
            {
                SendOutcome.PreflightFailed failed => new SendAnswer.Refused(SolanaFacts.InWords(failed.Error)),
                var outcome => new SendAnswer.Taken(outcome.Signature.ToString()),
            };
        }
        catch (SolanaRpcException exception) when (exception.Error is RpcError.DoNotRetry or RpcError.OurBug)
        {
            return new SendAnswer.Refused("The network refused the transaction.");
        }
        catch (SolanaRpcException)
        {
            return new SendAnswer.Unknown(transaction.Id.ToString());
        }
    }

    /// <summary>Wallets of the payment that have no account for the token yet.</summary>
    private async Task<HashSet<string>> MissingAsync(
        Payment payment, TokenMint token, CancellationToken cancellationToken)
    {
        string[] wallets = payment.FeeMinorUnits == 0
            ? [payment.MerchantWallet]
            : [payment.MerchantWallet, payment.FeeWallet];
        var accounts = wallets
            .Select(wallet => AssociatedToken.AddressOf(Address.Parse(wallet), token.Address, token.TokenProgram))
            .ToList();
        var found = await rpc.GetMultipleAccountsAsync(accounts, Commitment.Confirmed, cancellationToken);
        return wallets.Where((_, place) => found[place] is null).ToHashSet();
    }
}
