using HiltBot.Engine.Payments;
using HiltBot.Engine.Renewals;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.Solana.Keys;
using HiltBot.Solana.Programs;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Sandbox;

/// <summary>
/// The play ledger as settlement sees it: rows of this database, final at once, block time = business time.
/// </summary>
public sealed class PlayChain(Work work, Assets assets, BusinessTime business) : IPaymentChain, IOutgoingChain
{
    /// <summary>Stands where a real network has the hash of its first block.</summary>
    public const string GenesisHash = "hiltbot-sandbox-play-ledger";

    private const string NotHere =
        "The sandbox ledger takes no signed transactions: pay with the sandbox wallet button.";

    public Task<string> GenesisHashAsync(CancellationToken cancellationToken) => Task.FromResult(GenesisHash);

    public Task<ChainHead> FinalizedHeadAsync(CancellationToken cancellationToken) => work.RunAsync(
        async db =>
        {
            await PlayLedger.TakeTurnAsync(db, cancellationToken);
            var slot = await db.PlayTransactions.MaxAsync(row => (long?)row.Slot, cancellationToken) ?? 0;
            return new ChainHead(slot, business.Now());
        },
        cancellationToken);

    public Task<IReadOnlyList<ChainSighting>> ListAsync(
        string address, string? before, int countMax, CancellationToken cancellationToken) => work.ReadAsync(
        async db =>
        {
            var end = before is null
                ? long.MaxValue
                : await db.PlayTransactions.Where(row => row.Signature == before).Select(row => row.Slot)
                    .SingleOrDefaultAsync(cancellationToken);
            var slots = db.PlayEntries.Where(row => row.Account == address && row.Slot < end)
                .Select(row => row.Slot).Distinct().OrderByDescending(slot => slot).Take(countMax);
            var found = await db.PlayTransactions.Where(row => slots.Contains(row.Slot))
                .OrderByDescending(row => row.Slot).ToListAsync(cancellationToken);
            return (IReadOnlyList<ChainSighting>)
                [.. found.Select(row => new ChainSighting(row.Signature, row.Slot, row.BlockTime, row.HasFailed))];
        },
        cancellationToken);

    public Task<IReadOnlyList<ChainTransaction?>> ReadAsync(
        IReadOnlyList<string> signatures, CancellationToken cancellationToken) => work.ReadAsync(
        async db =>
        {
            var transactions = await db.PlayTransactions.Where(row => signatures.Contains(row.Signature))
                .ToDictionaryAsync(row => row.Signature, cancellationToken);
            var entries = (await db.PlayEntries.Where(row => signatures.Contains(row.Signature))
                .OrderBy(row => row.Id).ToListAsync(cancellationToken)).ToLookup(row => row.Signature);
            return (IReadOnlyList<ChainTransaction?>)
            [
                .. signatures.Select(signature => transactions.TryGetValue(signature, out var row)
                    ? Show(row, [.. entries[signature]])
                    : null),
            ];
        },
        cancellationToken);

    /// <summary>What is not in the play ledger never comes: its transactions are final at once.</summary>
    public Task<SignatureFate> FindAsync(string signature, CancellationToken cancellationToken) => work.ReadAsync(
        async db =>
        {
            var isKnown = await db.PlayTransactions.AnyAsync(row => row.Signature == signature, cancellationToken);
            return new SignatureFate(isKnown, isKnown, 0, long.MaxValue);
        },
        cancellationToken);

    public Task<WalletKind> LookAtWalletAsync(string address, CancellationToken cancellationToken) => Task.FromResult(
        !Address.TryParse(address, out var wallet) ? WalletKind.NotAnAddress
        : wallet == ProgramIds.System || ProgramIds.IsTokenProgram(wallet) ? WalletKind.Program
        : !wallet.IsOnCurve ? WalletKind.OffCurve
        : WalletKind.Wallet);

    public Task<ReceivingPlace?> FindReceivingPlaceAsync(
        string wallet, string tokenMint, CancellationToken cancellationToken) => Task.FromResult(
        Address.TryParse(wallet, out _) && assets.Find(tokenMint) is { } asset
            ? new ReceivingPlace(PlayMove.AccountOf(wallet, asset.Mint), asset, DoesExist: true)
            : null);

    public Task<PreparedPayment> PrepareAsync(
        Payment payment, string payerWallet, IReadOnlyList<WalletInstruction> beside,
        CancellationToken cancellationToken)
    {
        var token = payment.Asset.IsSol
            ? null
            : new Solana.Payments.TokenMint(
                Address.Parse(payment.TokenMint), ProgramIds.Token, checked((byte)payment.AssetDecimals));
        var transaction = PaymentShape.Of(payment, Address.Parse(payerWallet), token, default);
        return Task.FromResult(new PreparedPayment(
            transaction.Build().ToBase64(), long.MaxValue, PaymentShape.InWords(payment, transaction)));
    }

    /// <summary>Play money is there for everybody.</summary>
    public Task<PaymentReadiness> LookAtPayerAsync(
        Payment payment, string payerWallet, PreparedPayment prepared, CancellationToken cancellationToken) =>
        Task.FromResult<PaymentReadiness>(new PaymentReadiness.Ready());

    public Task<SendAnswer> SendAsync(
        ReadOnlyMemory<byte> signedTransaction, CancellationToken cancellationToken) =>
        Task.FromResult<SendAnswer>(new SendAnswer.Refused(NotHere));

    public Task<PreparedPayment> PrepareAsync(OutgoingMoney money, CancellationToken cancellationToken)
    {
        var asset = money.Amount.Asset;
        var token = asset.IsSol
            ? null
            : new Solana.Payments.TokenMint(
                Address.Parse(asset.Mint), ProgramIds.Token, checked((byte)asset.Decimals));
        return Task.FromResult(OutgoingShape.Prepared(money, token, false, default, long.MaxValue));
    }

    /// <summary>What is not in the play ledger never comes.</summary>
    public Task<SignatureFates> FindAllAsync(
        IReadOnlyList<string> signatures, CancellationToken cancellationToken) => work.ReadAsync(
        async db =>
        {
            var known = await db.PlayTransactions.Where(row => signatures.Contains(row.Signature))
                .Select(row => row.Signature).ToListAsync(cancellationToken);
            return new SignatureFates(
                [.. signatures.Select(one => known.Contains(one) ? SentFate.Final : SentFate.Unknown)], 0, long.MaxValue);
        },
        cancellationToken);

    private static ChainTransaction Show(PlayTransaction transaction, List<PlayEntry> entries) => new(
        transaction.Signature, transaction.Slot, transaction.BlockTime, transaction.HasFailed,
        transaction.Memo is { } memo ? [memo] : [],
        entries.Select(entry => entry.Account).Append(transaction.PayerWallet).ToHashSet(),
        new HashSet<string> { transaction.PayerWallet },
        [
            .. entries.Where(entry => entry.Wallet is not null).GroupBy(entry => (entry.Account, entry.TokenMint))
                .Select(group => new BalanceChange(
                    group.Key.Account, group.First().Wallet!, group.Key.TokenMint!,
                    group.Sum(entry => entry.ChangeMinorUnits))),
        ]);
}
