using System.Text.Json;

namespace HiltBot.Solana.Tests.Vectors;

/// <summary>Every case of solana.json runs; a kind that nobody knows fails.</summary>
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
        ["pay-url-transfer"] = PayVectors.Transfer,
        ["pay-url-transaction"] = PayVectors.Transaction,
        ["pay-url-parse"] = PayVectors.Parse,
        ["sign-in"] = SignInVectors.SignIn,
        ["sign-message"] = SignInVectors.Message,
        ["subs-pda"] = SubscriptionVectors.Pda,
        ["subs-instruction"] = SubscriptionVectors.Instruction,
        ["subs-transaction"] = SubscriptionVectors.Transaction,
        ["subs-account"] = SubscriptionVectors.Account,
        ["subs-account-invalid"] = SubscriptionVectors.AccountInvalid,
        ["subs-event"] = SubscriptionVectors.Event,
        ["subs-pull"] = SubscriptionVectors.Pull,
    };

    public static TheoryData<string> Names => [.. VectorFile.Cases.Keys];

    [Theory, MemberData(nameof(Names))]
    public void The_case_holds(string name)
    {
        var item = VectorFile.Cases[name];
        var kind = item.Text("kind");
        Assert.True(Runners.TryGetValue(kind, out var run), $"Nobody runs the kind '{kind}'.");
        run(item.GetProperty("in"), item.GetProperty("out"));
    }

    [Fact]
    public void The_file_is_whole()
    {
        Assert.Equal(197, VectorFile.Cases.Count);
        var kinds = VectorFile.Cases.Values.Select(item => item.Text("kind")).ToHashSet();
        Assert.Equal(kinds.Order(), Runners.Keys.Order());
    }
}
