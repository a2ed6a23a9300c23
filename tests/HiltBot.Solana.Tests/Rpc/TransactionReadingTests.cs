using System.Text.Json;
using System.Text.Json.Nodes;
using HiltBot.Solana.Keys;
using HiltBot.Solana.Payments;
using HiltBot.Solana.Programs;
using HiltBot.Solana.Rpc;
using HiltBot.Solana.Tests.Vectors;

namespace HiltBot.Solana.Tests.Rpc;

/// <summary>
/// What solana.md, section 5, warns of and the vectors do not show: cases made by changing one of them.
/// </summary>
public sealed class TransactionReadingTests
{
    private static readonly JsonElement Vector =
        VectorFile.Cases.Values.Single(item => item.Text("name") == "payment-check: exact amount")
            .GetProperty("in");

    private readonly JsonObject _answer = JsonNode.Parse(
        Vector.GetProperty("transaction").GetRawText())!.AsObject();

    private readonly Address _recipient = Address.Parse(Vector.GetProperty("expect").Text("recipient"));
    private readonly Address _mint = Address.Parse(Vector.GetProperty("expect").Text("mint"));

    private JsonObject Meta => _answer["meta"]!.AsObject();

    private JsonObject Message => _answer["transaction"]!["message"]!.AsObject();

    private Address Ata => AssociatedToken.AddressOf(_recipient, _mint, ProgramIds.Token);

    [Fact]
    public void Keys_are_static_then_loaded_writable_then_loaded_readonly()
    {
        Address writable = Key(1), @readonly = Key(2);
        Meta["loadedAddresses"] = new JsonObject
        {
            ["readonly"] = new JsonArray(@readonly.ToString()),
            ["writable"] = new JsonArray(writable.ToString()),
        };
        AddBalance("preBalances", 0, 0);
        AddBalance("postBalances", 0, 77);
        var reading = Read();
        Assert.Equal([writable, @readonly], reading.Accounts.TakeLast(2));
        Assert.Equal(77, reading.LamportCredit(@readonly));
        Assert.True(reading.Names(writable));
        Assert.Equal([reading.FeePayer], reading.Signers);
    }

    [Fact]
    public void Memos_are_read_at_the_top_and_inside_calls_in_order_of_execution()
    {
        var keys = Message["accountKeys"]!.AsArray();
        keys.Add(ProgramIds.Memo.ToString());
        keys.Add(ProgramIds.MemoV1.ToString());
        AddBalance("preBalances", 0, 0);
        AddBalance("postBalances", 0, 0);
        Message["instructions"]!.AsArray().Add(Memo(6, "HILT:café"u8.ToArray()));
        Message["instructions"]!.AsArray().Add(Memo(6, [0xff, 0xfe]));
        Meta["innerInstructions"] = new JsonArray(new JsonObject
        {
            ["index"] = 0,
            ["instructions"] = new JsonArray(Memo(7, "inner"u8.ToArray())),
        });
        Assert.Equal(["inner", "HILT:café"], Read().Memos);
    }

    [Fact]
    public void Money_in_an_account_that_belongs_to_somebody_else_by_now_is_no_credit()
    {
        Post(1)["owner"] = Key(9).ToString();
        Assert.Equal(0, Read().TokenCredit(Ata, _mint, ProgramIds.Token, _recipient));
    }

    [Fact]
    public void The_same_mint_under_another_token_program_is_no_credit()
    {
        Assert.Equal(12_340_000, Read().TokenCredit(Ata, _mint, ProgramIds.Token, _recipient));
        Assert.Equal(0, Read().TokenCredit(Ata, _mint, ProgramIds.Token2022, _recipient));
    }

    [Fact]
    public void A_missing_post_entry_is_no_payment()
    {
        Meta["postTokenBalances"]!.AsArray().RemoveAt(1);
        var reading = Read();
        Assert.Equal(0, reading.TokenCredit(Ata, _mint, ProgramIds.Token, _recipient));
        Assert.True(reading.TokenChanges.Single(change => change.Account == Ata).IsClosed);
    }

    [Fact]
    public void An_amount_above_two_to_the_53_keeps_its_digits()
    {
        Post(1)["uiTokenAmount"]!["amount"] = "18446744073709551615";
        Assert.Equal(
            (Int128)ulong.MaxValue - 7, Read().TokenCredit(Ata, _mint, ProgramIds.Token, _recipient));
    }

    [Fact]
    public void Money_of_a_payer_shows_as_a_negative_change_with_its_owner()
    {
        var debit = Read().TokenChanges.Single(change => change.Delta < 0);
        Assert.Equal(-12_340_000, debit.Delta);
        Assert.Equal(Read().FeePayer, debit.Owner);
    }

    [Fact]
    public void A_recipient_who_pays_the_fee_gets_it_added_back()
    {
        var reading = Read();
        Meta["postBalances"]!.AsArray()[0] = 10_000_995_000;
        Assert.Equal(0, reading.LamportCredit(reading.FeePayer));
        Assert.Equal(1_000_000, Read().LamportCredit(reading.FeePayer));
    }

    [Fact]
    public void A_payment_in_sol_is_measured_in_lamports()
    {
        var recipient = Read().Accounts[2];
        Meta["postBalances"]!.AsArray()[2] = 2_039_280 + 400;
        var finding = PaymentCheck.Between(
            new ExpectedPayment(recipient, null, default, 400, Read().Accounts[5], DateTimeOffset.MaxValue),
            Read());
        Assert.True(finding.IsPaid);
        Assert.Equal(400, finding.CreditedToAccount);
    }

    [Fact]
    public void Without_a_block_time_nothing_is_said_about_lateness()
    {
        _answer["blockTime"] = null;
        var finding = PaymentCheck.Between(
            new ExpectedPayment(_recipient, _mint, ProgramIds.Token, 1, default, DateTimeOffset.MinValue),
            Read());
        Assert.Null(finding.IsAfterExpiry);
        Assert.False(finding.NamesReference);
        Assert.False(finding.IsPaid);
    }

    [Theory]
    [InlineData("slot", "\"x\"")]
    [InlineData("meta", "null")]
    [InlineData("transaction", "[\"AQ==\",\"base64\"]")]
    [InlineData("version", "2")]
    [InlineData("blockTime", "\"now\"")]
    public void An_answer_of_another_form_is_refused(string member, string json)
    {
        _answer[member] = JsonNode.Parse(json);
        Assert.Throws<FormatException>(Read);
    }

    [Theory]
    [InlineData("preBalances", "[1]")]
    [InlineData("fee", "-1")]
    [InlineData("postTokenBalances", """[{"accountIndex":99,"mint":"11111111111111111111111111111111"}]""")]
    [InlineData("err", "{}")]
    [InlineData("loadedAddresses", """{"writable":["short"]}""")]
    public void A_meta_of_another_form_is_refused(string member, string json)
    {
        Meta[member] = JsonNode.Parse(json);
        Assert.Throws<FormatException>(Read);
    }

    private static Address Key(byte value) => Address.From(Enumerable.Repeat(value, 32).ToArray());

    private static JsonObject Memo(int program, byte[] data) => new()
    {
        ["programIdIndex"] = program,
        ["accounts"] = new JsonArray(),
        ["data"] = Base58.Encode(data),
    };

    private JsonObject Post(int place) => Meta["postTokenBalances"]!.AsArray()[place]!.AsObject();

    private void AddBalance(string name, params long[] lamports)
    {
        foreach (var amount in lamports)
            Meta[name]!.AsArray().Add(amount);
    }

    private TransactionReading Read() =>
        TransactionReading.Read(JsonDocument.Parse(_answer.ToJsonString()).RootElement);
}
