using HiltBot.Engine.Payments;
using HiltBot.Engine.Renewals;
using HiltBot.Engine.Sandbox;
using HiltBot.Solana.Keys;
using HiltBot.Solana.Payments;
using HiltBot.Solana.Transactions;
using Microsoft.Extensions.DependencyInjection;

namespace HiltBot.Doors.Tests.Phantom;

/// <summary>The play ledger, but what pays is a real transaction: built here, signed by a wallet, checked when it is sent.</summary>
internal sealed class SigningChain(IPaymentChain ledger, IServiceScopeFactory scopes) : IPaymentChain, IOutgoingChain
{
    public Task<string> GenesisHashAsync(CancellationToken cancellationToken) => ledger.GenesisHashAsync(cancellationToken);

    public Task<ChainHead> FinalizedHeadAsync(CancellationToken cancellationToken) =>
        ledger.FinalizedHeadAsync(cancellationToken);

    public Task<IReadOnlyList<ChainSighting>> ListAsync(
        string address, string? before, int countMax, CancellationToken cancellationToken) =>
        ledger.ListAsync(address, before, countMax, cancellationToken);

    public Task<IReadOnlyList<ChainTransaction?>> ReadAsync(
        IReadOnlyList<string> signatures, CancellationToken cancellationToken) =>
        ledger.ReadAsync(signatures, cancellationToken);

    public Task<SignatureFate> FindAsync(string signature, CancellationToken cancellationToken) =>
        ledger.FindAsync(signature, cancellationToken);

    public Task<WalletKind> LookAtWalletAsync(string address, CancellationToken cancellationToken) =>
        ledger.LookAtWalletAsync(address, cancellationToken);

    public Task<ReceivingPlace?> FindReceivingPlaceAsync(
        string wallet, string tokenMint, CancellationToken cancellationToken) =>
        ledger.FindReceivingPlaceAsync(wallet, tokenMint, cancellationToken);

    public Task<PreparedPayment> PrepareAsync(
        Payment payment, string payerWallet, IReadOnlyList<WalletInstruction> beside,
        CancellationToken cancellationToken)
    {
        var transaction = new PaymentTransaction
        {
            Blockhash = Blockhash.From(new byte[32]),
            Buyer = Address.Parse(payerWallet),
            Merchant = new PaymentShare(Address.Parse(payment.MerchantWallet), (ulong)payment.AmountMinorUnits),
            References = [Address.Parse(payment.Reference)],
            Memo = Marks.MemoOf(payment.Nonce),
        };
        return Task.FromResult(new PreparedPayment(transaction.Build().ToBase64(), 1, [$"Pays {payment.Price}."]));
    }

    public Task<PaymentReadiness> LookAtPayerAsync(
        Payment payment, string payerWallet, PreparedPayment prepared, CancellationToken cancellationToken) =>
        ledger.LookAtPayerAsync(payment, payerWallet, prepared, cancellationToken);

    public Task<PreparedPayment> PrepareAsync(OutgoingMoney money, CancellationToken cancellationToken) =>
        ((IOutgoingChain)ledger).PrepareAsync(money, cancellationToken);

    public Task<SignatureFates> FindAllAsync(IReadOnlyList<string> signatures, CancellationToken cancellationToken) =>
        ((IOutgoingChain)ledger).FindAllAsync(signatures, cancellationToken);

    public async Task<SendAnswer> SendAsync(
        ReadOnlyMemory<byte> signedTransaction, CancellationToken cancellationToken)
    {
        var transaction = TransactionDecoder.Decode(signedTransaction);
        if (!transaction.HasValidSignatures())
        {
            return new SendAnswer.Refused("It is not signed.");
        }

        await using var scope = scopes.CreateAsyncScope();
        var work = scope.ServiceProvider.GetRequiredService<Engine.Storage.Work>();
        var keys = transaction.Message.AccountKeys.Select(key => key.ToString()).ToList();
        var paid = await work.ReadAsync(
            db => Task.FromResult(db.Payments.AsEnumerable().Single(row => keys.Contains(row.Reference))),
            cancellationToken);
        var sent = await scope.ServiceProvider.GetRequiredService<PayWithPlayMoney>().HandleAsync(
            paid.Id, keys[0], null, cancellationToken);
        return new SendAnswer.Taken(Assert.IsType<PlayOutcome.Sent>(sent).Signature);
    }
}
