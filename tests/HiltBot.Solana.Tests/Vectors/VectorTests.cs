using System.Text.Json;

namespace HiltBot.Solana.Tests.Vectors;

/// <summary>Every case of solana.json runs, belongs to a later issue by its kind's name, or fails.</summary>
public sealed class VectorTests
{
    private static readonly Dictionary<string, Action<JsonElement, JsonElement>> Runners = new()
    {
        ["base58"] = KeyVectors.Base58Both,
        ["base58-invalid"] = KeyVectors.Base58Invalid,
        ["address-invalid"] = KeyVectors.AddressInvalid,
        ["ed25519-sign"] = KeyVectors.Sign,
        ["ed25519-verify"] = KeyVectors.Verify,
        ["ed25519-verify-strict"] = KeyVectors.VerifyStrict,
        ["on-curve"] = KeyVectors.OnCurve,
        ["pda"] = KeyVectors.Pda,
        ["pda-create-invalid"] = KeyVectors.PdaCreateInvalid,
        ["ata"] = KeyVectors.Ata,
        ["compact-u16"] = TransactionVectors.CompactNumber,
        ["compact-u16-invalid"] = TransactionVectors.CompactNumberInvalid,
        ["message"] = TransactionVectors.Message,
        ["system-transfer"] = TransactionVectors.SystemTransfer,
        ["spl-payment"] = TransactionVectors.SplPayment,
        ["transaction-decode"] = TransactionVectors.Decode,
        ["transaction-decode-invalid"] = TransactionVectors.DecodeInvalid,
        ["payment-check"] = PaymentVectors.Check,
        ["subs-pda"] = SubscriptionVectors.Pda,
        ["subs-instruction"] = SubscriptionVectors.Instruction,
        ["subs-transaction"] = SubscriptionVectors.Transaction,
        ["subs-account"] = SubscriptionVectors.Account,
        ["subs-account-invalid"] = SubscriptionVectors.AccountInvalid,
        ["subs-event"] = SubscriptionVectors.Event,
        ["subs-pull"] = SubscriptionVectors.Pull,
    };

    /// <summary>Kinds of Solana Pay links and wallet sign-in.</summary>
    private static readonly HashSet<string> OfLaterIssues =
    [
        "pay-url-transfer", "pay-url-parse", "pay-url-transaction",
        "sign-in", "sign-message",
    ];

    public static TheoryData<string> Names =>
    [
        .. VectorFile.Cases.Where(item => !OfLaterIssues.Contains(item.Value.Text("kind")))
            .Select(item => item.Key),
    ];

    [Theory, MemberData(nameof(Names))]
    public void The_case_holds(string name)
    {
        var item = VectorFile.Cases[name];
        var kind = item.Text("kind");
        Assert.True(
            Runners.TryGetValue(kind, out var run), $"Nobody runs the kind '{kind}', nor puts it off.");
        run(item.GetProperty("in"), item.GetProperty("out"));
    }

    [Fact]
    public void Every_kind_that_is_run_or_put_off_stands_in_the_file()
    {
        var kinds = VectorFile.Cases.Values.Select(item => item.Text("kind")).ToHashSet();
        Assert.Empty(Runners.Keys.Concat(OfLaterIssues).Except(kinds));
        Assert.Empty(Runners.Keys.Intersect(OfLaterIssues));
    }
}
