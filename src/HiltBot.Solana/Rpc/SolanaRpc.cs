using System.Text.Json;
using System.Text.Json.Nodes;
using HiltBot.Solana.Keys;
using HiltBot.Solana.Transactions;

namespace HiltBot.Solana.Rpc;

/// <summary>
/// The JSON-RPC methods that we use, over one HttpClient. Share one instance: rests and the budget of
/// requests hold for all callers of it. Every method throws <see cref="SolanaRpcException"/> when there is no
/// answer after bounded tries.
/// </summary>
public sealed partial class SolanaRpc
{
    public const int AccountsMax = 100;
    public const int StatusesMax = 256;
    public const int SignaturesMax = 1_000;

    private const int UnhealthyCode = -32005;
    private const int WrongParametersCode = -32602;

    private readonly RpcCaller _caller;
    private readonly SolanaRpcOptions _options;

    /// <param name="http">Its own timeout should not be below the options' RequestTime.</param>
    /// <param name="options">Nodes, budget and limits.</param>
    /// <param name="time">Real time.</param>
    /// <param name="jitter">A source that may be used by several threads, such as Random.Shared.</param>
    /// <exception cref="ArgumentException">No node, or a limit that makes no sense.</exception>
    public SolanaRpc(HttpClient http, SolanaRpcOptions options, TimeProvider time, Random jitter)
    {
        _options = options;
        _caller = new RpcCaller(http, options, time, jitter);
    }

    public RequestBudget Budget => _caller.Budget;

    /// <summary>Asks once: false when the node says that it is behind.</summary>
    public async Task<bool> GetHealthAsync(CancellationToken cancellationToken)
    {
        try
        {
            var request = RpcRequest.Make("getHealth", []);
            return await _caller.CallAsync(
                request, result => result.Text() == "ok", triesMax: 1, isRepeatable: true, cancellationToken);
        }
        catch (SolanaRpcException error) when (error.Error.Code == UnhealthyCode)
        {
            return false;
        }
    }

    /// <summary>A node that tells an older slot than others lately is behind, and another is asked.</summary>
    public Task<ulong> GetSlotAsync(Commitment commitment, CancellationToken cancellationToken) =>
        CallAsync(SlotRequest(commitment), result => result.U64(), cancellationToken);

    /// <summary>In blocks, not slots: to be compared to a blockhash's last valid height.</summary>
    public Task<ulong> GetBlockHeightAsync(Commitment commitment, CancellationToken cancellationToken) =>
        DecideAsync("getBlockHeight", [With(commitment)], result => result.U64(), cancellationToken);

    /// <summary>The estimated time of a block; null when the node does not know it.</summary>
    public Task<DateTimeOffset?> GetBlockTimeAsync(ulong slot, CancellationToken cancellationToken) =>
        DecideAsync(
        "getBlockTime",
        [slot],
        result => (result.ValueKind == JsonValueKind.Null ? (JsonElement?)null : result).Instant(),
        cancellationToken);

    public Task<LatestBlockhash> GetLatestBlockhashAsync(
        Commitment commitment, CancellationToken cancellationToken) =>
        ReadAsync(
            "getLatestBlockhash",
            [With(commitment)],
            result => LatestBlockhash.Read(result.Member("value")),
            cancellationToken);

    /// <summary>Names the network; a database belongs to one.</summary>
    public Task<string> GetGenesisHashAsync(CancellationToken cancellationToken) =>
        CallAsync(GenesisRequest(), ReadGenesis, cancellationToken);

    /// <summary>In lamports; zero for an account that does not exist.</summary>
    public Task<ulong> GetBalanceAsync(
        Address address, Commitment commitment, CancellationToken cancellationToken) =>
        ReadAsync(
            "getBalance",
            [address.ToString(), With(commitment)],
            result => result.Member("value").U64(),
            cancellationToken);

    /// <summary>Null when the account does not exist.</summary>
    public Task<AccountInfo?> GetAccountInfoAsync(
        Address address, Commitment commitment, CancellationToken cancellationToken) => ReadAsync(
            "getAccountInfo",
            [address.ToString(), WithBase64(commitment)],
            result => result.Maybe("value") is { } value ? AccountInfo.Read(value) : null,
            cancellationToken);

    /// <summary>All at the same slot, in the order asked for; null where no account exists.</summary>
    public Task<IReadOnlyList<AccountInfo?>> GetMultipleAccountsAsync(
        IReadOnlyList<Address> addresses, Commitment commitment, CancellationToken cancellationToken)
    {
        RequireAtMost(AccountsMax, addresses);
        return ReadAsync<IReadOnlyList<AccountInfo?>>(
            "getMultipleAccounts",
            [Texts(addresses), WithBase64(commitment)],
            result => Exactly(addresses.Count, result.Member("value").Items().Select(AccountInfo.Read)),
            cancellationToken);
    }

    /// <summary>Null when there is no such token account, which nodes report as a wrong parameter.</summary>
    public async Task<TokenBalance?> GetTokenAccountBalanceAsync(
        Address tokenAccount, Commitment commitment, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadAsync(
                "getTokenAccountBalance",
                [tokenAccount.ToString(), With(commitment)],
                result => TokenBalance.Read(result.Member("value")),
                cancellationToken);
        }
        catch (SolanaRpcException error) when (error.Error.Code == WrongParametersCode)
        {
            return null;
        }
    }

    /// <summary>Lamports; the rate changes with the network, so it is asked for and never assumed.</summary>
    public Task<ulong> GetMinimumBalanceForRentExemptionAsync(
        int dataBytes, CancellationToken cancellationToken) => ReadAsync(
            "getMinimumBalanceForRentExemption", [dataBytes], result => result.U64(), cancellationToken);

    /// <summary>
    /// Play money of test networks. A lost answer is not asked for again: it would be paid twice.
    /// </summary>
    public Task<Signature> RequestAirdropAsync(
        Address address, ulong lamports, CancellationToken cancellationToken) => _caller.CallAsync(
            RpcRequest.Make("requestAirdrop", [address.ToString(), lamports]),
            result => Signature.Parse(result.Text()),
            _options.TriesMax,
            isRepeatable: false,
            cancellationToken);

    /// <summary>
    /// Sends the same bytes until a node has answered. Store signature, bytes and last valid height first.
    /// The node's own re-sending is switched off: the caller re-sends and polls the status.
    /// </summary>
    /// <param name="wire">A signed transaction.</param>
    /// <param name="preflight">The commitment at which its blockhash was fetched.</param>
    /// <param name="cancellationToken">Stops waiting; the transaction may have been sent.</param>
    /// <exception cref="TransactionFormatException">The bytes are no transaction.</exception>
    /// <exception cref="ArgumentException">The fee payer has not signed.</exception>
    public async Task<SendOutcome> SendTransactionAsync(
        ReadOnlyMemory<byte> wire, Commitment preflight, CancellationToken cancellationToken)
    {
        var signature = TransactionDecoder.Decode(wire).Id;
        if (signature.IsMissing)
            throw new ArgumentException("The fee payer has not signed.", nameof(wire));
        var options = new JsonObject
        {
            ["encoding"] = "base64",
            ["preflightCommitment"] = preflight.Name(),
            ["maxRetries"] = 0,
        };
        try
        {
            return await ReadAsync<SendOutcome>(
                "sendTransaction",
                [Convert.ToBase64String(wire.Span), options],
                result => Signature.Parse(result.Text()) == signature
                    ? new SendOutcome.Sent(signature)
                    : throw new FormatException("The node names another transaction."),
                cancellationToken);
        }
        catch (SolanaRpcException error) when (error.Error is RpcError.AlreadyProcessed)
        {
            return new SendOutcome.AlreadyProcessed(signature);
        }
        catch (SolanaRpcException error) when (error.Error is RpcError.PreflightFailed failed)
        {
            return new SendOutcome.PreflightFailed(signature, failed.Error, failed.Logs);
        }
    }

    /// <param name="wire">A transaction, signed or not.</param>
    /// <param name="commitment">The state it is tried on.</param>
    /// <param name="checksSignatures">Whether missing or wrong signatures count as an error.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public Task<Simulation> SimulateTransactionAsync(
        ReadOnlyMemory<byte> wire,
        Commitment commitment,
        bool checksSignatures,
        CancellationToken cancellationToken)
    {
        var options = new JsonObject
        {
            ["encoding"] = "base64",
            ["commitment"] = commitment.Name(),
            ["sigVerify"] = checksSignatures,
        };
        return ReadAsync(
            "simulateTransaction",
            [Convert.ToBase64String(wire.Span), options],
            result => Simulation.Read(result.Member("value")),
            cancellationToken);
    }

    /// <summary>In the order asked for; null where the node knows nothing (yet).</summary>
    public Task<IReadOnlyList<SignatureStatus?>> GetSignatureStatusesAsync(
        IReadOnlyList<Signature> signatures, bool searchesHistory, CancellationToken cancellationToken)
    {
        RequireAtMost(StatusesMax, signatures);
        return DecideAsync<IReadOnlyList<SignatureStatus?>>(
            "getSignatureStatuses",
            [Texts(signatures), new JsonObject { ["searchTransactionHistory"] = searchesHistory }],
            result => Exactly(signatures.Count, result.Member("value").Items().Select(SignatureStatus.Read)),
            cancellationToken);
    }

    /// <summary>
    /// Null when the node does not have it, which is normal right after its signature was found.
    /// </summary>
    /// <param name="signature">The transaction's id.</param>
    /// <param name="commitment">Confirmed or finalized.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public Task<TransactionReading?> GetTransactionAsync(
        Signature signature, Commitment commitment, CancellationToken cancellationToken) =>
        CallAsync(TransactionRequest(signature, commitment), ReadTransaction, cancellationToken);

    /// <summary>
    /// Many transactions, in as few HTTP requests as the nodes allow; each costs its place in the budget.
    /// </summary>
    /// <param name="signatures">In the order in which they are answered.</param>
    /// <param name="commitment">Confirmed or finalized.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="SolanaRpcException">The nodes are the trouble, not one transaction.</exception>
    public async Task<IReadOnlyList<TransactionAnswer>> GetTransactionsAsync(
        IReadOnlyList<Signature> signatures, Commitment commitment, CancellationToken cancellationToken)
    {
        var requests = signatures.Select(signature => TransactionRequest(signature, commitment)).ToList();
        var answers = await _caller.CallManyAsync(requests, ReadTransaction, cancellationToken);
        return
        [
            .. answers.Zip(
                signatures, (answer, signature) => new TransactionAnswer(signature, answer.Result, answer.Error)),
        ];
    }

    /// <summary>Newest first, at most 1,000. Failed transactions are listed too.</summary>
    /// <param name="address">Any key of a message: a reference, a token account, a wallet.</param>
    /// <param name="limit">1 to 1,000.</param>
    /// <param name="before">Only transactions before this one: the last of the page that was read.</param>
    /// <param name="until">Stops before this one: the newest that is known already.</param>
    /// <param name="commitment">Confirmed or finalized.</param>
    /// <param name="minContextSlot">A node that has not come so far is not believed; null: any node.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public Task<IReadOnlyList<SignatureInfo>> GetSignaturesForAddressAsync(
        Address address,
        int limit,
        Signature? before,
        Signature? until,
        Commitment commitment,
        ulong? minContextSlot,
        CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, SignaturesMax);
        var options = new JsonObject { ["limit"] = limit, ["commitment"] = commitment.NameOfVoted() };
        if (before is { } first)
            options["before"] = first.ToString();
        if (until is { } last)
            options["until"] = last.ToString();
        if (minContextSlot is { } slot)
            options["minContextSlot"] = slot;
        return DecideAsync<IReadOnlyList<SignatureInfo>>(
            "getSignaturesForAddress",
            [address.ToString(), options],
            result => [.. result.Items().Select(SignatureInfo.Read)],
            cancellationToken);
    }

    internal static RpcRequest GenesisRequest() => RpcRequest.Make("getGenesisHash", []);

    internal static string ReadGenesis(JsonElement result) => Blockhash.Parse(result.Text()).ToString();

    private static RpcRequest SlotRequest(Commitment commitment) =>
        RpcRequest.Make("getSlot", [With(commitment)]) with
        {
            TellsSlot = commitment == Commitment.Finalized,
            Decides = true,
        };

    private static RpcRequest TransactionRequest(Signature signature, Commitment commitment)
    {
        var options = new JsonObject
        {
            ["encoding"] = "json",
            ["commitment"] = commitment.NameOfVoted(),
            ["maxSupportedTransactionVersion"] = 1,
        };
        return RpcRequest.Make("getTransaction", [signature.ToString(), options]) with
        {
            IsOfOne = true,
            Decides = true,
        };
    }

    private static TransactionReading? ReadTransaction(JsonElement result) =>
        result.ValueKind == JsonValueKind.Null ? null : TransactionReading.Read(result);

    private Task<T> DecideAsync<T>(
        string method, JsonArray parameters, Func<JsonElement, T> read, CancellationToken cancellationToken) =>
        CallAsync(RpcRequest.Make(method, parameters) with { Decides = true }, read, cancellationToken);

    private Task<T> ReadAsync<T>(
        string method, JsonArray parameters, Func<JsonElement, T> read, CancellationToken cancellationToken) =>
        CallAsync(RpcRequest.Make(method, parameters), read, cancellationToken);

    private Task<T> CallAsync<T>(
        RpcRequest request, Func<JsonElement, T> read, CancellationToken cancellationToken) =>
        _caller.CallAsync(request, read, _options.TriesMax, isRepeatable: true, cancellationToken);

    private static JsonObject With(Commitment commitment) => new() { ["commitment"] = commitment.Name() };

    private static JsonObject WithBase64(Commitment commitment) =>
        new() { ["encoding"] = "base64", ["commitment"] = commitment.Name() };

    private static void RequireAtMost<T>(int max, IReadOnlyList<T> items)
    {
        if (items.Count > max)
            throw new ArgumentException(
                $"One call takes at most {max} items, not {items.Count}.", nameof(items));
    }

    private static JsonArray Texts<T>(IReadOnlyList<T> items) =>
        [.. items.Select(item => (JsonNode?)JsonValue.Create(item!.ToString()))];

    private static T[] Exactly<T>(int count, IEnumerable<T> items)
    {
        var list = items.ToArray();
        return list.Length == count ? list : throw new FormatException(
            "The answer has another number of items.");
    }
}
