using System.Buffers.Binary;
using HiltBot.Engine.Payments;
using HiltBot.Solana.Keys;
using HiltBot.Solana.Programs;
using HiltBot.Solana.Rpc;
using HiltBot.TestKit;

namespace HiltBot.Engine.Tests.Payments;

/// <summary>What a wallet lacks, what a transaction has to do, and which tokens cannot be sold in.</summary>
public sealed class WalletsAreLookedAtFirstTests
{
    private const long Cost = 5_000;

    [Theory]
    [InlineData(null, 5_000, "NoTokenAccount")]
    [InlineData(9_999_999L, 5_000, "TooFewTokens")]
    [InlineData(10_000_000L, 4_999, "TooLittleSol")]
    [InlineData(10_000_000L, 5_000, "Ready")]
    public void The_first_thing_that_is_missing_is_named(long? tokens, long lamports, string expected) => Assert.Equal(
        expected,
        PaymentReadiness.Of(
            Payments.Session(ManualTime.Start, fee: 100_000), lamports, tokens is { } amount ? Holding(amount) : null, Cost)
            .GetType().Name);

    [Fact]
    public void A_frozen_account_is_no_use_however_full_it_is() => Assert.IsType<PaymentReadiness.Frozen>(
        PaymentReadiness.Of(Payments.Session(ManualTime.Start), Cost, Holding(long.MaxValue) with { IsFrozen = true }, Cost));

    [Fact]
    public void What_came_already_is_not_needed_again()
    {
        var payment = Payments.Session(ManualTime.Start, fee: 100_000);
        payment.ReceivedMinorUnits = 9_000_000;
        Assert.IsType<PaymentReadiness.Ready>(PaymentReadiness.Of(payment, Cost, Holding(1_000_000), Cost));
        Assert.Equal("900000", PaymentTerms.Of(payment).Amount);
    }

    [Fact]
    public void The_trial_has_the_last_word_but_an_old_blockhash_is_no_fault_of_the_wallet()
    {
        Assert.IsType<PaymentReadiness.Ready>(PaymentReadiness.Of(Trial(null)));
        Assert.IsType<PaymentReadiness.Ready>(PaymentReadiness.Of(Trial(new(TransactionError.BlockhashNotFound, null, null, null))));
        var fails = Assert.IsType<PaymentReadiness.WouldFail>(
            PaymentReadiness.Of(Trial(new("InstructionError", 0, "Custom", 0x11))));
        Assert.Contains("frozen", fails.Why, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_terms_name_the_accounts_of_the_token_program_that_the_receiving_account_is_of(bool isToken2022)
    {
        var program = isToken2022 ? ProgramIds.Token2022 : ProgramIds.Token;
        var payment = Payments.Session(
            ManualTime.Start, fee: 100_000, receivingAccount: AccountOf(Payments.Key(1), program));
        var terms = PaymentTerms.Of(payment);
        Assert.Equal(program.ToString(), terms.TokenProgram);
        Assert.Equal(AccountOf(payment.FeeWallet, program), terms.FeeAccount);
        Assert.Equal(payment.ReceivingAccount, terms.MerchantAccount);
        Assert.Equal(10_000_000, long.Parse(terms.Amount, null) + long.Parse(terms.Fee, null));
        Assert.Null(terms.Plan);
    }

    [Fact]
    public void A_mint_that_keeps_a_fee_cannot_be_sold_in_and_one_with_a_name_can()
    {
        Assert.Null(SolanaFacts.WhyNotSoldIn("X", new byte[Mint.Length]));
        Assert.Null(SolanaFacts.WhyNotSoldIn("X", Extended((18, 64), (19, 80))));
        Assert.Contains("transfer fee", SolanaFacts.WhyNotSoldIn("X", Extended((18, 64), (1, 108))), StringComparison.Ordinal);
        Assert.Contains("cannot be sent", SolanaFacts.WhyNotSoldIn("X", Extended((9, 0))), StringComparison.Ordinal);
        Assert.Contains("program of its own", SolanaFacts.WhyNotSoldIn("X", Extended((14, 64))), StringComparison.Ordinal);

        // A list that is cut short hides something.
        Assert.NotNull(SolanaFacts.WhyNotSoldIn("X", Extended((18, 64)).AsSpan()[..^1]));
    }

    private static Simulation Trial(TransactionError? error) => new(error, [], null);

    private static TokenAccount Holding(long amount) => new()
    {
        Mint = Address.Parse(Payments.Usdc),
        Owner = Address.Parse(Payments.Key(5)),
        Amount = (ulong)amount,
        Delegate = null,
        DelegatedAmount = 0,
        IsFrozen = false,
        IsNative = false,
        CloseAuthority = null,
    };

    private static string AccountOf(string wallet, Address program) =>
        AssociatedToken.AddressOf(Address.Parse(wallet), Address.Parse(Payments.Usdc), program).ToString();

    // Behind the mint's data and its padding: a kind, then type, length and bytes of each extension.
    private static byte[] Extended(params (ushort Type, ushort Length)[] extensions)
    {
        var data = new byte[TokenAccount.Length + 1 + extensions.Sum(one => 4 + one.Length)];
        (data[45], data[TokenAccount.Length]) = (1, 1);
        var at = TokenAccount.Length + 1;
        foreach (var (type, length) in extensions)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(data.AsSpan(at), type);
            BinaryPrimitives.WriteUInt16LittleEndian(data.AsSpan(at + 2), length);
            at += 4 + length;
        }

        return data;
    }
}
