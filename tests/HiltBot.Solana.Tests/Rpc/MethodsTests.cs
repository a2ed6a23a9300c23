using System.Text.Json;
using HiltBot.Solana.Keys;
using HiltBot.Solana.Programs;
using HiltBot.Solana.Rpc;

namespace HiltBot.Solana.Tests.Rpc;

/// <summary>Each method asks what the node expects and reads what it answers.</summary>
public sealed class MethodsTests
{
    private static readonly Address Somebody = Address.Parse("76NSdwfpeAD3a5PVqPUVmeZFnxgCtR2q1xwSAphR5dww");
    private static readonly Signature SomeSignature = Signature.From(
        Enumerable.Repeat((byte)7, 64).ToArray());

    private readonly FakeNodes _nodes = new(new ManualTime());

    [Fact]
    public async Task Health_is_yes_or_no_and_asked_once()
    {
        _nodes.ThenResult("\"ok\"").ThenError(
            -32005, "Node is behind by 42 slots", """{"numSlotsBehind":42}""");
        Assert.True(await RunAsync(rpc => rpc.GetHealthAsync(default)));
        Assert.False(await RunAsync(rpc => rpc.GetHealthAsync(default)));
        AssertAsked("getHealth", "[]");
        Assert.Equal(2, _nodes.Asked.Count);
    }

    [Fact]
    public async Task Plain_numbers()
    {
        _nodes.ThenResult("18446744073709551615").ThenResult("7").ThenResult("2039280").ThenResult("\"12\"");
        Assert.Equal(ulong.MaxValue, await RunAsync(rpc => rpc.GetSlotAsync(Commitment.Confirmed, default)));
        AssertAsked("getSlot", """[{"commitment":"confirmed"}]""");
        Assert.Equal(7UL, await RunAsync(rpc => rpc.GetBlockHeightAsync(Commitment.Finalized, default)));
        AssertAsked("getBlockHeight", """[{"commitment":"finalized"}]""");
        Assert.Equal(
            2_039_280UL, await RunAsync(rpc => rpc.GetMinimumBalanceForRentExemptionAsync(165, default)));
        AssertAsked("getMinimumBalanceForRentExemption", "[165]");
        Assert.Equal(12UL, await RunAsync(rpc => rpc.GetSlotAsync(Commitment.Processed, default)));
    }

    [Fact]
    public async Task Block_time_may_be_unknown()
    {
        _nodes.ThenResult("1790500060").ThenResult("null").ThenResult("-7");
        Assert.Equal(
            DateTimeOffset.FromUnixTimeSeconds(1790500060), await RunAsync(
                rpc => rpc.GetBlockTimeAsync(5, default)));
        AssertAsked("getBlockTime", "[5]");
        Assert.Null(await RunAsync(rpc => rpc.GetBlockTimeAsync(5, default)));
        await Assert.ThrowsAsync<SolanaRpcException>(
            () => RunAsync(rpc => rpc.GetBlockTimeAsync(5, default)));
    }

    [Fact]
    public async Task Latest_blockhash_and_genesis_hash()
    {
        const string hash = "DwDhHfq8WMgeWTja76rjvdVps9jund1zmtzhTXagpLti";
        _nodes.ThenResult(InContext($$"""{"blockhash":"{{hash}}","lastValidBlockHeight":3090}"""))
            .ThenResult($"\"{hash}\"");
        Assert.Equal(
            new LatestBlockhash(Blockhash.Parse(hash), 3090),
            await RunAsync(rpc => rpc.GetLatestBlockhashAsync(Commitment.Confirmed, default)));
        AssertAsked("getLatestBlockhash", """[{"commitment":"confirmed"}]""");
        Assert.Equal(hash, await RunAsync(rpc => rpc.GetGenesisHashAsync(default)));
        AssertAsked("getGenesisHash", "[]");
    }

    [Fact]
    public async Task Accounts_with_a_rent_epoch_that_overflows()
    {
        const string account =
            """
            {"lamports":9007199254740993,"owner":"TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA",
            "data":["AQID","base64"],"executable":false,"rentEpoch":18446744073709552000,"space":3}
            """;
        _nodes.ThenResult(InContext(account)).ThenResult(InContext("null"))
            .ThenResult(InContext($"[null,{account}]")).ThenResult(InContext("[null]"));
        var read = await RunAsync(rpc => rpc.GetAccountInfoAsync(Somebody, Commitment.Confirmed, default));
        Assert.Equal(9_007_199_254_740_993UL, read!.Lamports);
        Assert.Equal(ProgramIds.Token, read.Owner);
        Assert.Equal([1, 2, 3], read.Data.ToArray());
        AssertAsked(
            "getAccountInfo", $$"""["{{Somebody}}",{"encoding":"base64","commitment":"confirmed"}]""");

        Assert.Null(await RunAsync(rpc => rpc.GetAccountInfoAsync(Somebody, Commitment.Confirmed, default)));
        var two = await RunAsync(
            rpc => rpc.GetMultipleAccountsAsync([default, Somebody], Commitment.Confirmed, default));
        Assert.Null(two[0]);
        Assert.Equal(3, two[1]!.Data.Length);
        AssertAsked(
            "getMultipleAccounts",
            $$"""[["{{default(Address)}}","{{Somebody}}"],{"encoding":"base64","commitment":"confirmed"}]""");

        // One answer for two questions is nonsense.
        await Assert.ThrowsAsync<SolanaRpcException>(() => RunAsync(
            rpc => rpc.GetMultipleAccountsAsync([default, Somebody], Commitment.Confirmed, default)));
        await Assert.ThrowsAsync<ArgumentException>(() => RunAsync(
            rpc => rpc.GetMultipleAccountsAsync(new Address[101], Commitment.Confirmed, default)));
    }

    [Fact]
    public async Task Balances_keep_all_their_digits()
    {
        const string amount = """{"amount":"18446744073709551615","decimals":6,"uiAmount":1.8446744e13}""";
        _nodes.ThenResult(InContext("9007199254740993")).ThenResult(InContext(amount))
            .ThenError(-32602, "Invalid param: could not find account");
        Assert.Equal(
            9_007_199_254_740_993UL, await RunAsync(
                rpc => rpc.GetBalanceAsync(Somebody, Commitment.Finalized, default)));
        Assert.Equal(
            new TokenBalance(ulong.MaxValue, 6),
            await RunAsync(rpc => rpc.GetTokenAccountBalanceAsync(Somebody, Commitment.Finalized, default)));
        Assert.Null(
            await RunAsync(rpc => rpc.GetTokenAccountBalanceAsync(Somebody, Commitment.Finalized, default)));
    }

    [Fact]
    public async Task Statuses_are_read_by_name_and_null_is_unknown()
    {
        _nodes.ThenResult(InContext(
            """
            [null,
            {"slot":5,"confirmations":null,"err":null,"status":{"Ok":null},"confirmationStatus":"finalized"},
            {"slot":6,"confirmations":1,"err":"AccountInUse","confirmationStatus":"confirmed"},
            {"slot":7,"confirmations":31,"err":null}]
            """));
        var statuses = await RunAsync(rpc => rpc.GetSignatureStatusesAsync(new Signature[4], true, default));
        Assert.Equal(
            [
                null,
                new SignatureStatus(5, Commitment.Finalized, null),
                new SignatureStatus(
                    6, Commitment.Confirmed, new TransactionError("AccountInUse", null, null, null)),
                new SignatureStatus(7, Commitment.Processed, null),
            ],
            statuses);
        Assert.True(_nodes.Asked[0].Params[1].GetProperty("searchTransactionHistory").GetBoolean());
        await Assert.ThrowsAsync<ArgumentException>(
            () => RunAsync(rpc => rpc.GetSignatureStatusesAsync(new Signature[257], true, default)));
    }

    [Fact]
    public async Task Signatures_of_an_address_page_by_page()
    {
        _nodes.ThenResult(
            $$"""
            [{"signature":"{{SomeSignature}}","slot":9,"err":null,"memo":"[5] order","blockTime":1790500060},
            {"signature":"{{SomeSignature}}","slot":8,"err":{"InstructionError":[0,{"Custom":1}]},
            "blockTime":null}]
            """);
        var found = await RunAsync(rpc => rpc.GetSignaturesForAddressAsync(
            Somebody, 1_000, SomeSignature, null, Commitment.Finalized, 12, default));
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1790500060), found[0].BlockTime);
        Assert.Null(found[0].Error);
        Assert.Null(found[1].BlockTime);
        Assert.Equal(1u, found[1].Error!.CustomCode);
        AssertAsked(
            "getSignaturesForAddress",
            $$"""["{{Somebody}}",{"limit":1000,"commitment":"finalized","before":"{{SomeSignature}}","minContextSlot":12}]""");

        await Assert.ThrowsAsync<ArgumentException>(() => RunAsync(rpc => rpc.GetSignaturesForAddressAsync(
            Somebody, 10, null, SomeSignature, Commitment.Processed, null, default)));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => RunAsync(
            rpc => rpc.GetSignaturesForAddressAsync(
                Somebody, 1_001, null, null, Commitment.Finalized, null, default)));
    }

    [Fact]
    public async Task A_transaction_is_asked_for_in_every_version_and_may_be_unknown()
    {
        _nodes.ThenResult("null");
        Assert.Null(
            await RunAsync(rpc => rpc.GetTransactionAsync(SomeSignature, Commitment.Confirmed, default)));
        AssertAsked(
            "getTransaction",
            $$"""
            ["{{SomeSignature}}",
            {"encoding":"json","commitment":"confirmed","maxSupportedTransactionVersion":1}]
            """);
        await Assert.ThrowsAsync<ArgumentException>(
            () => RunAsync(rpc => rpc.GetTransactionAsync(SomeSignature, Commitment.Processed, default)));
    }

    [Fact]
    public async Task A_simulation_tells_error_logs_and_units()
    {
        _nodes.ThenResult(InContext("""{"err":"BlockhashNotFound","logs":["a","b"],"unitsConsumed":150}"""));
        var simulation = await RunAsync(
            rpc => rpc.SimulateTransactionAsync(new byte[] { 1, 2 }, Commitment.Confirmed, false, default));
        Assert.Equal(TransactionError.BlockhashNotFound, simulation.Error!.Kind);
        Assert.Equal(["a", "b"], simulation.Logs);
        Assert.Equal(150UL, simulation.UnitsConsumed);
        AssertAsked(
            "simulateTransaction",
            """["AQI=",{"encoding":"base64","commitment":"confirmed","sigVerify":false}]""");
    }

    [Fact]
    public async Task An_airdrop_answers_a_signature()
    {
        _nodes.ThenResult($"\"{SomeSignature}\"");
        Assert.Equal(
            SomeSignature, await RunAsync(rpc => rpc.RequestAirdropAsync(Somebody, 5_000_000_000, default)));
        AssertAsked("requestAirdrop", $"[\"{Somebody}\",5000000000]");
    }

    private static string InContext(string value) => $$"""{"context":{"slot":1},"value":{{value}}}""";

    private Task<T> RunAsync<T>(Func<SolanaRpc, Task<T>> call) =>
        _nodes.Time.RunAsync(() => call(_nodes.Client(options => options with { TriesMax = 2 })));

    private void AssertAsked(string method, string parameters)
    {
        Assert.Equal(method, _nodes.Asked[^1].Method);
        Assert.True(
            JsonElement.DeepEquals(JsonDocument.Parse(parameters).RootElement, _nodes.Asked[^1].Params),
            _nodes.Asked[^1].Body);
    }
}
