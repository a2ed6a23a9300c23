using HiltBot.Solana.Keys;
using HiltBot.Solana.Programs;
using HiltBot.Solana.Rpc;
using HiltBot.Solana.Transactions;

namespace HiltBot.Engine.Payments;

/// <summary>What a wallet lacks, before it is opened: its accounts in one call, then one trial.</summary>
public sealed partial class SolanaChain
{
    /// <summary>Rent is counted for so many bytes beside the data of an account (solana.md section 2).</summary>
    private const int RentOverhead = 128;

    private const long SignatureLamports = 5_000;

    private static readonly Address Subscriptions = Address.Parse("De1egAFMkMWZSN5rYXRj9CAdheBamobVNubTsi9avR44");
    private const int SubscriptionBytes = 155;
    private const int AuthorityBytes = 106;

    public Task<PaymentReadiness> LookAtPayerAsync(
        Payment payment, string payerWallet, PreparedPayment prepared, CancellationToken cancellationToken) =>
        AskAsync(async () =>
        {
            var wire = Convert.FromBase64String(prepared.TransactionBase64);
            var wallet = Address.Parse(payerWallet);
            var source = PaymentTerms.TokenProgramOf(payment) is { } program && !payment.Asset.IsSol
                ? AssociatedToken.AddressOf(wallet, Address.Parse(payment.TokenMint), program)
                : wallet;
            var found = await rpc.GetMultipleAccountsAsync([wallet, source], Commitment.Confirmed, cancellationToken);
            var cost = await CostAsync(TransactionDecoder.Decode(wire), cancellationToken);
            var readiness = PaymentReadiness.Of(
                payment, (long)Math.Min(found[0]?.Lamports ?? 0, long.MaxValue),
                found[1] is { } data && TokenAccount.TryParse(data.Data.Span, out var account) ? account : null, cost);
            return readiness is PaymentReadiness.Ready
                ? PaymentReadiness.Of(await rpc.SimulateTransactionAsync(
                    wire, Commitment.Confirmed, checksSignatures: false, cancellationToken))
                : readiness;
        });

    // The rate of rent changes over the years, so it is asked for; only where accounts are opened.
    private async Task<long> CostAsync(Transaction transaction, CancellationToken cancellationToken)
    {
        var message = transaction.Message;
        var bytes = message.Instructions.Sum(instruction => Opens(
            message.AccountKeys[instruction.ProgramIdIndex], instruction.Data.Span));
        var fee = SignatureLamports * message.Header.Required;
        if (bytes == 0)
        {
            return fee;
        }

        var empty = await rpc.GetMinimumBalanceForRentExemptionAsync(0, cancellationToken);
        return checked(fee + ((long)empty * bytes / RentOverhead));
    }

    private static int Opens(Address program, ReadOnlySpan<byte> data) =>
        program == ProgramIds.AssociatedToken ? TokenAccount.Length + RentOverhead
        : program != Subscriptions ? 0
        : data is [0] ? AuthorityBytes + RentOverhead
        : data is [11, ..] ? SubscriptionBytes + RentOverhead
        : 0;
}
