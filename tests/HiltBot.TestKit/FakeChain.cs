using System.Security.Cryptography;
using System.Text;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Renewals;
using HiltBot.Engine.Values;
using HiltBot.Solana.Keys;

namespace HiltBot.TestKit;

/// <summary>
/// A ledger in a test's hand. Wallets are ordinary ones unless said otherwise; money arrives by <see cref="Pay"/> or as
/// any transaction by <see cref="Add"/>, each in a slot of its own, and is final at once unless <see cref="Hold"/> keeps
/// it back. <see cref="Break"/> makes every question fail. Safe for parallel tests of one store.
/// </summary>
public sealed class FakeChain(TimeProvider time, BusinessTime? businessTime = null) : IPaymentChain, IOutgoingChain
{
    private static readonly TimeSpan SlotTime = TimeSpan.FromMilliseconds(400);

    private readonly Lock gate = new();
    private readonly Dictionary<string, WalletKind> kinds = [];
    private readonly Dictionary<string, Asset> assets = [];
    private readonly List<ChainTransaction> transactions = [];
    private readonly HashSet<string> held = [];
    private readonly HashSet<string> garbled = [];
    private long slot = 1_000;
    private readonly HashSet<string> forgotten = [];
    private readonly HashSet<string> heard = [];
    private long final = 1_000;
    private string? broken;

    /// <summary>Questions that were asked, by the port's method name, in order.</summary>
    public List<string> Calls { get; } = [];

    /// <summary>The whole ledger, oldest first: the truth that the books are held against.</summary>
    public IReadOnlyList<ChainTransaction> Transactions => Locked(() => transactions.ToList());

    /// <summary>An ordinary wallet of this name; the same name gives the same wallet.</summary>
    public static string Wallet(string name) => Address.From(Ed25519.PublicKey(Hash(name))).ToString();

    /// <summary>The account that receives this asset for this wallet, as the fake gives it out.</summary>
    public static string AccountOf(string wallet, string tokenMint) =>
        tokenMint == Asset.SolMint ? wallet : Address.From(Hash($"{wallet}/{tokenMint}")).ToString();

    /// <summary>Says that this address is something else than an ordinary wallet.</summary>
    public void Set(string address, WalletKind kind) => Locked(() => kinds[address] = kind);

    /// <summary>Knows another asset than SOL and the mainnet's and devnet's USDC.</summary>
    public void Know(Asset asset) => Locked(() => assets[asset.Mint] = asset);

    /// <summary>Every question fails from now on, or (null) is answered again.</summary>
    public void Break(string? why) => Locked(() => broken = why);

    /// <summary>Happens before every answer: time that a slow node takes, or what somebody else does meanwhile.</summary>
    public Func<string, Task>? Meanwhile { get; set; }

    /// <summary>The ledger lists it and does not give it out; or (false) does again.</summary>
    public void Forget(string signature, bool isForgotten = true) =>
        Locked(() => isForgotten ? forgotten.Add(signature) : forgotten.Remove(signature));

    /// <summary>A node has heard of this transaction, which is not final.</summary>
    public void Hear(string signature) => Locked(() => heard.Add(signature));

    /// <summary>Lets so many blocks become final.</summary>
    public void Build(int blocks) => Locked(() => final += blocks);

    public long FinalHeight => Locked(() => final);

    /// <summary>Lets slots pass without transactions.</summary>
    public void Skip(int slots) => Locked(() => slot += slots);

    /// <summary>Pays a session as its page would: right account, price, memo and reference.</summary>
    /// <param name="amount">Null: what the merchant is to get.</param>
    /// <returns>The signature.</returns>
    public string Pay(Payment payment, string payerWallet, long? amount = null, DateTimeOffset? at = null)
    {
        var arrived = amount ?? payment.MerchantAmountMinorUnits;
        var changes = new List<BalanceChange>
        {
            new(payment.ReceivingAccount, payment.MerchantWallet, payment.TokenMint, arrived),
            new(AccountOf(payerWallet, payment.TokenMint), payerWallet, payment.TokenMint, -arrived - payment.FeeMinorUnits),
        };
        if (payment.FeeMinorUnits > 0)
        {
            changes.Add(new(
                AccountOf(payment.FeeWallet, payment.TokenMint), payment.FeeWallet, payment.TokenMint,
                payment.FeeMinorUnits));
        }

        return Add(changes, payerWallet, [$"HILT:{payment.Nonce}"], [payment.Reference], at: at);
    }

    /// <summary>Any transaction at all.</summary>
    /// <returns>The signature.</returns>
    public string Add(
        IReadOnlyList<BalanceChange> changes, string signer, IReadOnlyList<string>? memos = null,
        IReadOnlyList<string>? references = null, bool hasFailed = false, DateTimeOffset? at = null,
        string? named = null) => Locked(() =>
    {
        slot++;
        var signature = named ?? Base58.Encode([.. Hash($"signature {slot}"), .. Hash($"{signer} {slot}")]);
        var keys = changes.SelectMany(change => (string[])[change.Account, change.Wallet])
            .Concat(references ?? []).Append(signer).ToHashSet();
        transactions.Add(new ChainTransaction(
            signature, slot, at ?? Now(), hasFailed, memos ?? [], keys, new HashSet<string> { signer },
            hasFailed ? [] : changes));
        return signature;
    });

    /// <summary>This transaction is listed, and has a form that nobody can read; or (false) is readable again.</summary>
    public void Garble(string signature, bool isGarbled = true) =>
        Locked(() => isGarbled ? garbled.Add(signature) : garbled.Remove(signature));

    /// <summary>Keeps a transaction back: it is not final yet.</summary>
    public void Hold(string signature) => Locked(() => held.Add(signature));

    /// <summary>Makes a held transaction final.</summary>
    public void Release(string signature) => Locked(() => held.Remove(signature));

    public Task<string> GenesisHashAsync(CancellationToken cancellationToken) =>
        Answer(nameof(GenesisHashAsync), () => "FakeGenesis11111111111111111111111111111111");

    public Task<ChainHead> FinalizedHeadAsync(CancellationToken cancellationToken) =>
        Answer(nameof(FinalizedHeadAsync), () => new ChainHead(slot, Now()));

    public Task<IReadOnlyList<ChainSighting>> ListAsync(
        string address, string? before, int countMax, CancellationToken cancellationToken) =>
        Answer<IReadOnlyList<ChainSighting>>(nameof(ListAsync), () =>
        {
            var newestFirst = transactions
                .Where(known => !held.Contains(known.Signature) && known.Keys.Contains(address))
                .OrderByDescending(known => known.Slot);
            var rest = before is null
                ? newestFirst
                : newestFirst.SkipWhile(known => known.Signature != before).Skip(1);
            return
            [
                .. rest.Take(countMax).Select(known =>
                    new ChainSighting(known.Signature, known.Slot, known.BlockTime, known.HasFailed)),
            ];
        });

    public Task<IReadOnlyList<ChainTransaction?>> ReadAsync(
        IReadOnlyList<string> signatures, CancellationToken cancellationToken) =>
        Answer<IReadOnlyList<ChainTransaction?>>(nameof(ReadAsync), () => signatures.Any(garbled.Contains)
            ? throw new ChainUnreadableException("The transaction version is unknown.")
            { Signature = signatures.First(garbled.Contains) }
            :
            [
                .. signatures.Select(signature => transactions.Find(known =>
                    known.Signature == signature && !held.Contains(signature) && !forgotten.Contains(signature))),
            ]);

    /// <summary>30 blocks are not final yet, at any time.</summary>
    public Task<SignatureFate> FindAsync(string signature, CancellationToken cancellationToken) =>
        Answer(nameof(FindAsync), () =>
        {
            var isFinal = transactions.Exists(known => known.Signature == signature && !held.Contains(signature));
            return new SignatureFate(
                isFinal || heard.Contains(signature) || held.Contains(signature), isFinal, final + 30, final);
        });

    public Task<WalletKind> LookAtWalletAsync(string address, CancellationToken cancellationToken) =>
        Answer(nameof(LookAtWalletAsync), () => kinds.TryGetValue(address, out var kind)
            ? kind
            : !Address.TryParse(address, out var parsed) ? WalletKind.NotAnAddress
            : parsed.IsOnCurve ? WalletKind.Wallet : WalletKind.OffCurve);

    public Task<ReceivingPlace?> FindReceivingPlaceAsync(
        string wallet, string tokenMint, CancellationToken cancellationToken) =>
        Answer(nameof(FindReceivingPlaceAsync), () => AssetOf(tokenMint) is { } asset
            ? new ReceivingPlace(AccountOf(wallet, tokenMint), asset, DoesExist: true)
            : null);

    /// <summary>The transaction is the session's nonce and the payer in plain text, for <see cref="SendAsync"/>.</summary>
    public Task<PreparedPayment> PrepareAsync(
        Payment payment, string payerWallet, IReadOnlyList<WalletInstruction> beside,
        CancellationToken cancellationToken) =>
        Answer(nameof(PrepareAsync), () => new PreparedPayment(
            Convert.ToBase64String(Encoding.UTF8.GetBytes($"{payment.Nonce} {payerWallet}")), slot + 150,
            [$"Pays {payment.Price} to {payment.MerchantWallet}."]));

    /// <summary>What a transaction does that is sent; null: it is taken, and nothing arrives by it.</summary>
    public Func<byte[], SendAnswer?>? Executes { get; set; }

    /// <summary>What every wallet lacks; nothing unless a test says so.</summary>
    public PaymentReadiness Readiness { get; set; } = new PaymentReadiness.Ready();

    public Task<PaymentReadiness> LookAtPayerAsync(
        Payment payment, string payerWallet, PreparedPayment prepared, CancellationToken cancellationToken) =>
        Answer(nameof(LookAtPayerAsync), () => Readiness);

    /// <summary>Takes whatever it is given, under a signature made of the bytes; nothing arrives by it.</summary>
    public Task<SendAnswer> SendAsync(ReadOnlyMemory<byte> signedTransaction, CancellationToken cancellationToken) =>
        Answer(nameof(SendAsync), () => Executes?.Invoke(signedTransaction.ToArray()) ?? new SendAnswer.Taken(
            Base58.Encode([.. SHA256.HashData(signedTransaction.Span), .. SHA256.HashData(signedTransaction.Span)])));

    /// <summary>The transfer in plain text; <see cref="Return"/> plays it.</summary>
    public Task<PreparedPayment> PrepareAsync(OutgoingMoney money, CancellationToken cancellationToken) =>
        Answer("PrepareTransferAsync", () => new PreparedPayment(
            Convert.ToBase64String(Encoding.UTF8.GetBytes($"{money.Memo} {money.ToWallet}")), final + 150,
            [$"Sends {money.Amount} to {money.ToWallet}."]));

    public Task<SignatureFates> FindAllAsync(
        IReadOnlyList<string> signatures, CancellationToken cancellationToken) =>
        Answer(nameof(FindAllAsync), () => new SignatureFates(
            [
                .. signatures.Select(one => transactions.Exists(known => known.Signature == one && !held.Contains(one))
                    ? SentFate.Final
                    : heard.Contains(one) || held.Contains(one) ? SentFate.Landed : SentFate.Unknown),
            ],
            final + 30, final));

    /// <summary>A wallet sends what was prepared for it, as its transaction would.</summary>
    /// <param name="amount">Null: all of it.</param>
    public string Return(OutgoingMoney money, long? amount = null, string? toWallet = null) => Add(
        [
            new(
                AccountOf(money.FromWallet, money.Amount.Asset.Mint), money.FromWallet, money.Amount.Asset.Mint,
                -(amount ?? money.Amount.MinorUnits)),
            new(
                AccountOf(toWallet ?? money.ToWallet, money.Amount.Asset.Mint), toWallet ?? money.ToWallet,
                money.Amount.Asset.Mint, amount ?? money.Amount.MinorUnits),
        ],
        money.FromWallet, [money.Memo], [money.Reference]);

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    private DateTimeOffset Now() => (businessTime?.Now() ?? time.GetUtcNow()).Cut() - SlotTime;

    private Asset? AssetOf(string tokenMint) => tokenMint switch
    {
        Asset.SolMint => Asset.Sol,
        "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v" or "4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU" =>
            new Asset(tokenMint, "USDC", 6),
        _ => assets.GetValueOrDefault(tokenMint),
    };

    private async Task<T> Answer<T>(string question, Func<T> answer)
    {
        if (Meanwhile is { } meanwhile)
        {
            await meanwhile(question);
        }

        return Locked(() =>
        {
            Calls.Add(question);
            return broken is null ? answer() : throw new ChainUnreadableException(broken);
        });
    }

    private void Locked(Action body) => Locked(() =>
    {
        body();
        return true;
    });

    private T Locked<T>(Func<T> body)
    {
        lock (gate)
        {
            return body();
        }
    }
}
