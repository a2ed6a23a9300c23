using System.Security.Cryptography;
using System.Text;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Payments.Refunds;
using HiltBot.Engine.Sandbox;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.TestKit;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Storage.Tests.Payments;

/// <summary>What staff and buyers do about odd money, with wallets whose keys the test holds.</summary>
internal sealed class Desk(Store store, Till shop)
{
    public static readonly Actor Staff = Actor.Merchant("staff");

    /// <summary>As the wallet of this name (<see cref="FakeChain.Wallet"/>).</summary>
    public static byte[] Sign(string name, string text) =>
        Signatures.Sign(SHA256.HashData(Encoding.UTF8.GetBytes(name)), Encoding.UTF8.GetBytes(text));

    public Task<PrepareRefundOutcome> PrepareAsync(RefundWish wish) =>
        store.InScopeAsync<PrepareRefund, PrepareRefundOutcome>(
            step => step.HandleAsync(shop.Product.MerchantId, wish, Staff, default));

    public async Task<RefundView> PreparedAsync(string signature) =>
        Assert.IsType<PrepareRefundOutcome.Prepared>(await PrepareAsync(
            new RefundWish.OfTransfer((await shop.TransferAsync(signature)).Id))).Refund;

    public async Task<RefundView> NameAddressAsync(RefundView refund, string wallet)
    {
        var start = Assert.IsType<ProofStart.Started>(await store.InScopeAsync<StartMoneyProof, ProofStart>(
            step => step.ForRefundAsync(refund.AddressKey, FakeChain.Wallet(wallet), default)));
        return Assert.IsType<RefundAddressOutcome.Named>(
            await NameAsync(refund, start.Id, Sign(wallet, start.Text))).Refund;
    }

    public Task<RefundAddressOutcome> NameAsync(RefundView refund, MoneyProofId proof, byte[] signature) =>
        store.InScopeAsync<NameRefundAddress, RefundAddressOutcome>(
            step => step.HandleAsync(refund.AddressKey, proof, signature, default));

    public Task<RefundTransactionOutcome> TransactionAsync(RefundView refund) =>
        store.InScopeAsync<PrepareRefundTransaction, RefundTransactionOutcome>(
            step => step.HandleAsync(refund.StaffKey, default));

    public async Task<OutgoingMoney> MoneyAsync(RefundView refund) =>
        Assert.IsType<RefundTransactionOutcome.Made>(await TransactionAsync(refund)).Money;

    public Task<string> SendBackAsync(OutgoingMoney money) => shop.SendAsync(PlayMove.ToReturn(money));

    public Task<TendRefundOutcome> WithdrawAsync(RefundView refund) =>
        store.InScopeAsync<TendRefund, TendRefundOutcome>(step => step.WithdrawAsync(refund.StaffKey, default));

    public Task<Refund> ReadAsync(RefundView refund) =>
        store.ReadAsync(db => db.Refunds.SingleAsync(row => row.Id == refund.Id));

    public async Task<SettleOutcome> SettleAsync(string signature, SettleChoice choice)
    {
        var transfer = await shop.TransferAsync(signature);
        return await store.InScopeAsync<SettleUnmatched, SettleOutcome>(
            step => step.HandleAsync(shop.Product.MerchantId, transfer.Id, choice, Staff, default));
    }

    /// <summary>Money as somebody sends it by hand: no memo, no reference.</summary>
    public Task<string> SendPlainAsync(string wallet, long amount) => shop.SendAsync(new PlayMove
    {
        FromWallet = FakeChain.Wallet(wallet),
        Shares = [new PlayShare(shop.Product.MerchantWallet, Till.Usdc, amount)],
    });

    public async Task<(MoneyProofId Proof, IReadOnlyList<ClaimableMoney>? Offers)> ProveAsync(
        Payment session, string wallet, string? signer = null)
    {
        var start = Assert.IsType<ProofStart.Started>(await store.InScopeAsync<StartMoneyProof, ProofStart>(
            step => step.ForClaimAsync(session.Id, FakeChain.Wallet(wallet), default)));
        return (start.Id, await store.InScopeAsync<ClaimMoney, IReadOnlyList<ClaimableMoney>?>(
            step => step.ProveAsync(session.Id, start.Id, Sign(signer ?? wallet, start.Text), default)));
    }

    public Task<ClaimOutcome> ClaimAsync(Payment session, MoneyProofId proof, TransferId transfer) =>
        store.InScopeAsync<ClaimMoney, ClaimOutcome>(step => step.HandleAsync(session.Id, proof, transfer, default));
}
