using System.Text.Json;
using HiltBot.Solana.Keys;
using HiltBot.Solana.Programs;
using HiltBot.Solana.Transactions;

namespace HiltBot.Solana.Rpc;

/// <summary>
/// A getTransaction answer (encoding json), read once into what settlement needs: who is named, who signed,
/// what was written, whose balances changed. Payments are judged by balances, never by parsed instructions
/// (solana.md, section 5).
/// </summary>
public sealed record TransactionReading
{
    /// <summary>The transaction's id.</summary>
    public required Signature Signature { get; init; }

    public required ulong Slot { get; init; }

    /// <summary>The cluster's estimate, off by seconds; null when the node does not know it.</summary>
    public required DateTimeOffset? BlockTime { get; init; }

    public required MessageVersion Version { get; init; }

    /// <summary>Null when it succeeded. A failed transaction still names its keys and pays its fee.</summary>
    public required TransactionError? Error { get; init; }

    public required ulong FeeLamports { get; init; }

    /// <summary>
    /// Static keys, then those loaded from tables as writable, then those loaded as readonly.
    /// </summary>
    public required IReadOnlyList<Address> Accounts { get; init; }

    /// <summary>The fee payer first.</summary>
    public required IReadOnlyList<Address> Signers { get; init; }

    /// <summary>
    /// Texts of memo instructions (both versions), top level and inner, in order of execution.
    /// </summary>
    public required IReadOnlyList<string> Memos { get; init; }

    public required IReadOnlyList<TokenChange> TokenChanges { get; init; }

    public required IReadOnlyList<LamportChange> LamportChanges { get; init; }

    public bool HasFailed => Error is not null;

    public Address FeePayer => Accounts[0];

    public bool Names(Address address) => Accounts.Contains(address);

    /// <summary>
    /// What a token account gained (or lost) in base units. Zero unless the account exists afterwards and
    /// then belongs to this owner, mint and token program.
    /// </summary>
    public Int128 TokenCredit(Address account, Address mint, Address tokenProgram, Address owner) =>
        TokenChanges
        .Where(change => change.Account == account && Counts(change, mint, tokenProgram, owner))
        .Aggregate((Int128)0, (sum, change) => sum + change.Delta);

    /// <summary>What all token accounts of an owner together gained of a mint, in base units.</summary>
    public Int128 TokenCreditOfOwner(Address owner, Address mint, Address tokenProgram) => TokenChanges
        .Where(change => Counts(change, mint, tokenProgram, owner))
        .Aggregate((Int128)0, (sum, change) => sum + change.Delta);

    /// <summary>What a wallet gained in lamports; the fee is added back for the one who paid it.</summary>
    public Int128 LamportCredit(Address wallet) => LamportChanges
        .Where(change => change.Account == wallet)
        .Aggregate(wallet == FeePayer ? (Int128)FeeLamports : 0, (sum, change) => sum + change.Delta);

    /// <exception cref="FormatException">The answer has not the form of the json encoding.</exception>
    public static TransactionReading Read(JsonElement answer)
    {
        var transaction = answer.Member("transaction");
        var message = transaction.Member("message");
        var meta = answer.Member("meta");
        var accounts = ReadAccounts(message, meta);
        var required = message.Member("header").Member("numRequiredSignatures").Index();
        if (required == 0 || required > accounts.Count)
            throw new FormatException("The header does not fit the keys.");
        var id = transaction.Member("signatures").Items().Select(item => item.Text()).FirstOrDefault();

        return new TransactionReading
        {
            Signature = id is null ? throw new FormatException("The signature is missing.") : Signature.Parse(
                id),
            Slot = answer.Member("slot").U64(),
            BlockTime = answer.Maybe("blockTime").Instant(),
            Version = ReadVersion(answer.Maybe("version")),
            Error = TransactionError.Read(meta.Maybe("err")),
            FeeLamports = meta.Member("fee").U64(),
            Accounts = accounts,
            Signers = [.. accounts.Take(required)],
            Memos = ReadMemos(message, meta, accounts),
            TokenChanges = ReadTokenChanges(meta, accounts),
            LamportChanges = ReadLamportChanges(meta, accounts),
        };
    }

    private static bool Counts(TokenChange change, Address mint, Address tokenProgram, Address owner) =>
        !change.IsClosed
        && change.Mint == mint
        && change.TokenProgram == tokenProgram
        && change.Owner == owner;

    private static List<Address> ReadAccounts(JsonElement message, JsonElement meta)
    {
        var accounts = message.ItemsOf("accountKeys").Select(key => key.Address()).ToList();
        if (meta.Maybe("loadedAddresses") is { } loaded)
        {
            accounts.AddRange(loaded.ItemsOf("writable").Select(key => key.Address()));
            accounts.AddRange(loaded.ItemsOf("readonly").Select(key => key.Address()));
        }

        return accounts;
    }

    private static MessageVersion ReadVersion(JsonElement? version) => version switch
    {
        null => MessageVersion.Legacy,
        { ValueKind: JsonValueKind.String } text when text.Text() == "legacy" => MessageVersion.Legacy,
        { ValueKind: JsonValueKind.Number } number when number.Index() == 0 => MessageVersion.V0,
        { ValueKind: JsonValueKind.Number } number when number.Index() == 1 => MessageVersion.V1,
        _ => throw new FormatException("The transaction version is unknown."),
    };

    private static List<string> ReadMemos(JsonElement message, JsonElement meta, List<Address> accounts)
    {
        var inner = meta.ItemsOf("innerInstructions").ToLookup(
            group => group.Member("index").Index(), group => group.ItemsOf("instructions"));
        var memos = new List<string>();
        foreach (var (index, instruction) in message.ItemsOf("instructions").Index())
        {
            Add(instruction);
            foreach (var called in inner[index].SelectMany(group => group))
                Add(called);
        }

        return memos;

        void Add(JsonElement instruction)
        {
            var program = At(accounts, instruction.Member("programIdIndex").Index());
            if ((program == ProgramIds.Memo || program == ProgramIds.MemoV1)
                && Base58.TryDecode(instruction.Member("data").Text(), out var data)
                && MemoProgram.TryRead(data) is { } memo)
            {
                memos.Add(memo);
            }
        }
    }

    private static List<TokenChange> ReadTokenChanges(JsonElement meta, List<Address> accounts)
    {
        var before = ByIndex(meta, "preTokenBalances");
        var after = ByIndex(meta, "postTokenBalances");
        var changes = new List<TokenChange>();
        foreach (var index in before.Keys.Union(after.Keys).Order())
        {
            var isClosed = !after.TryGetValue(index, out var balance);
            if (isClosed)
                balance = before[index];
            changes.Add(new TokenChange(
                At(accounts, index),
                balance.Member("mint").Address(),
                balance.Maybe("owner")?.Address(),
                balance.Maybe("programId")?.Address(),
                Amount(before, index),
                Amount(after, index),
                isClosed));
        }

        return changes;
    }

    private static Dictionary<int, JsonElement> ByIndex(JsonElement meta, string name)
    {
        var balances = new Dictionary<int, JsonElement>();
        foreach (var balance in meta.ItemsOf(name))
        {
            if (!balances.TryAdd(balance.Member("accountIndex").Index(), balance))
                throw new FormatException("An account has two token balances.");
        }

        return balances;
    }

    /// <summary>
    /// A missing entry counts as zero: the account was made, or closed, in this very transaction.
    /// </summary>
    private static ulong Amount(Dictionary<int, JsonElement> balances, int index) =>
        balances.TryGetValue(index, out var balance)
            ? balance.Member("uiTokenAmount").Member("amount").U64()
            : 0;

    private static List<LamportChange> ReadLamportChanges(JsonElement meta, List<Address> accounts)
    {
        var before = meta.ItemsOf("preBalances").Select(balance => balance.U64()).ToArray();
        var after = meta.ItemsOf("postBalances").Select(balance => balance.U64()).ToArray();
        if (before.Length != accounts.Count || after.Length != accounts.Count)
            throw new FormatException("Balances and accounts differ in number.");
        return
        [
            .. accounts.Select((account, index) => new LamportChange(account, before[index], after[index])),
        ];
    }

    private static Address At(List<Address> accounts, int index) => index < accounts.Count
        ? accounts[index]
        : throw new FormatException("An index points at no account.");
}
