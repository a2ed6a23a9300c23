using HiltBot.Engine.Payments;
using HiltBot.Engine.Renewals;
using HiltBot.TestKit;

namespace HiltBot.Simulation;

/// <summary>
/// The ledger as the nodes see it: it may not answer, and its finality may stand still while the world goes on.
/// </summary>
internal sealed class RoughChain(FakeChain ledger) : IPaymentChain, IOutgoingChain
{
    private const int ListMax = 10_000;

    private ChainHead? frozen;

    public bool IsSilent { get; set; }

    public bool IsFrozen => frozen is not null;

    public async Task FreezeAsync() => frozen ??= await ledger.FinalizedHeadAsync(default);

    public void Heal()
    {
        frozen = null;
        IsSilent = false;
    }

    public Task<string> GenesisHashAsync(CancellationToken cancellationToken) =>
        ledger.GenesisHashAsync(cancellationToken);

    public Task<ChainHead> FinalizedHeadAsync(CancellationToken cancellationToken) =>
        Hear(() => frozen is { } head ? Task.FromResult(head) : ledger.FinalizedHeadAsync(cancellationToken));

    public Task<IReadOnlyList<ChainSighting>> ListAsync(
        string address, string? before, int countMax, CancellationToken cancellationToken) =>
        Hear(async () =>
        {
            var all = await ledger.ListAsync(address, before, ListMax, cancellationToken);
            return (IReadOnlyList<ChainSighting>)[.. all.Where(one => IsFinal(one.Slot)).Take(countMax)];
        });

    public Task<IReadOnlyList<ChainTransaction?>> ReadAsync(
        IReadOnlyList<string> signatures, CancellationToken cancellationToken) =>
        Hear(async () =>
        {
            var all = await ledger.ReadAsync(signatures, cancellationToken);
            return (IReadOnlyList<ChainTransaction?>)[.. all.Select(one => one is not null && IsFinal(one.Slot) ? one : null)];
        });

    // While finality stands still, nothing is said to be final: it may be asked again.
    public Task<SignatureFate> FindAsync(string signature, CancellationToken cancellationToken) =>
        Hear(async () =>
        {
            var fate = await ledger.FindAsync(signature, cancellationToken);
            return frozen is { } head
                ? fate with { IsFinal = false, FinalHeight = Math.Min(fate.FinalHeight, head.Slot) }
                : fate;
        });

    public Task<WalletKind> LookAtWalletAsync(string address, CancellationToken cancellationToken) =>
        Hear(() => ledger.LookAtWalletAsync(address, cancellationToken));

    public Task<ReceivingPlace?> FindReceivingPlaceAsync(
        string wallet, string tokenMint, CancellationToken cancellationToken) =>
        Hear(() => ledger.FindReceivingPlaceAsync(wallet, tokenMint, cancellationToken));

    public Task<PreparedPayment> PrepareAsync(
        Payment payment, string payerWallet, IReadOnlyList<WalletInstruction> beside,
        CancellationToken cancellationToken) =>
        Hear(() => ledger.PrepareAsync(payment, payerWallet, beside, cancellationToken));

    public Task<PaymentReadiness> LookAtPayerAsync(
        Payment payment, string payerWallet, PreparedPayment prepared, CancellationToken cancellationToken) =>
        Hear(() => ledger.LookAtPayerAsync(payment, payerWallet, prepared, cancellationToken));

    public Task<SendAnswer> SendAsync(ReadOnlyMemory<byte> signedTransaction, CancellationToken cancellationToken) =>
        Hear(() => ledger.SendAsync(signedTransaction, cancellationToken));

    public Task<PreparedPayment> PrepareAsync(OutgoingMoney money, CancellationToken cancellationToken) =>
        Hear(() => ledger.PrepareAsync(money, cancellationToken));

    public Task<SignatureFates> FindAllAsync(
        IReadOnlyList<string> signatures, CancellationToken cancellationToken) =>
        Hear(() => ledger.FindAllAsync(signatures, cancellationToken));

    private bool IsFinal(long slot) => frozen is not { } head || slot <= head.Slot;

    private Task<T> Hear<T>(Func<Task<T>> answer) => IsSilent
        ? throw new ChainUnreadableException("No node answers.")
        : answer();
}
