using HiltBot.Solana.Keys;
using HiltBot.Solana.Payments;
using HiltBot.Solana.Programs;
using HiltBot.Solana.Reading;
using HiltBot.Solana.Subscriptions;
using HiltBot.Solana.Tests.Transactions;
using HiltBot.Solana.Transactions;

namespace HiltBot.Solana.Tests.Reading;

public sealed class MessageReadingTests
{
    private static readonly SubscriptionProgram Program = new();
    private static readonly Address Buyer = Key(1), Merchant = Key(2), Operator = Key(3), Reference = Key(4);
    private static readonly Address Mint = Key(5), Puller = Key(6);

    private static readonly PlanTerms Terms = new()
    {
        PlanId = 7,
        Mint = Mint,
        Amount = 10_000_000,
        PeriodHours = 720,
        EndAt = 1_800_000_000,
        Destinations = new AddressList(Merchant),
        Pullers = new AddressList(Puller),
        MetadataUri = "https://shop.example/plans/7.json",
    };

    [Fact]
    public void A_payment_of_ours_reads_as_what_was_asked_for()
    {
        var payment = new PaymentTransaction
        {
            Version = MessageVersion.V0,
            Blockhash = default,
            Buyer = Buyer,
            Token = new TokenMint(Mint, ProgramIds.Token, 6),
            Merchant = new PaymentShare(Merchant, 9_900_000, true),
            Fee = new PaymentShare(Operator, 100_000),
            References = [Reference],
            Memo = "HILT:abc",
            ComputeUnitLimit = 90_000,
            ComputeUnitPriceMicroLamports = 1_000,
            Nonce = new DurableNonce(Key(8), Buyer),
        };
        Assert.Equal(
            [
                new InstructionReading.NonceAdvance(Key(8), Buyer),
                new InstructionReading.UnitLimit(90_000),
                new InstructionReading.UnitPrice(1_000),
                new InstructionReading.TokenAccountCreation(
                    Buyer, Ata(Merchant), Merchant, Mint, ProgramIds.Token, MayExist: true),
                new InstructionReading.TokenTransfer(
                    ProgramIds.Token, Ata(Buyer), Mint, Ata(Operator), Buyer, 100_000, 6, new()),
                new InstructionReading.Memo("HILT:abc", new()),
                new InstructionReading.TokenTransfer(
                    ProgramIds.Token, Ata(Buyer), Mint, Ata(Merchant), Buyer, 9_900_000, 6, new(Reference)),
            ],
            MessageReading.Of(payment.Build().Message));
        var words = TransactionWords.Of(payment.Build().Message);
        Assert.Equal(
            $"9.9 of mint {Mint} from account {Ata(Buyer)} to account {Ata(Merchant)}, by {Buyer}, tagged {Reference}.",
            words[^1]);
        Assert.Equal("Writes on the chain for ever: \"HILT:abc\".", words[^2]);
    }

    [Fact]
    public void Sol_is_told_in_sol()
    {
        var transfer = SystemProgram.Transfer(Buyer, Merchant, 1_500_000_000, [Reference]);
        Assert.Equal(
            new InstructionReading.SolTransfer(Buyer, Merchant, 1_500_000_000, new(Reference)), Read(transfer));
        Assert.Equal($"1.5 SOL from {Buyer} to {Merchant}, tagged {Reference}.", Words(transfer));
    }

    [Fact]
    public void Every_instruction_of_the_subscriptions_program_that_we_build_is_read()
    {
        var plan = Program.PlanOf(Merchant, 7);
        var published = new PlanAccount
        {
            Owner = Merchant,
            Bump = Program.FindPlan(Merchant, 7).Bump,
            Status = PlanStatus.Active,
            PlanId = 7,
            Mint = Mint,
            Amount = 10_000_000,
            PeriodHours = 720,
            CreatedAt = 1_790_000_000,
            EndAt = 0,
            DestinationPlaces = [Merchant, default, default, default],
            PullerPlaces = [Puller, default, default, default],
            MetadataUri = "",
        };
        var pull = new PullRequest
        {
            Plan = plan,
            Subscriber = Buyer,
            Mint = Mint,
            TokenProgram = ProgramIds.Token,
            ReceiverTokenAccount = Ata(Merchant),
            Caller = Puller,
            Amount = 10_000_000,
        };
        (Instruction Built, InstructionReading Read)[] pairs =
        [
            (Program.InitAuthority(Buyer, Mint, Ata(Buyer), ProgramIds.Token),
                new InstructionReading.Approval(Buyer, Mint, Ata(Buyer), null)),
            (Program.InitAuthority(Buyer, Mint, Ata(Buyer), ProgramIds.Token, Operator),
                new InstructionReading.Approval(Buyer, Mint, Ata(Buyer), Operator)),
            (Program.CreatePlan(Merchant, Terms),
                new InstructionReading.PlanCreation(Merchant, plan, Terms, null)),
            (Program.Subscribe(Buyer, published, SubscriptionProgram.AuthorityMadeInThisSlot),
                new InstructionReading.Subscription(Buyer, Merchant, plan, Mint, 10_000_000, 720, null)),
            (Program.Pull(pull, Reference), new InstructionReading.Pull(pull, Ata(Buyer), new(Reference))),
            Step(Program.Cancel(Buyer, plan), SubscriptionInstruction.Cancel, Buyer),
            Step(Program.Resume(Buyer, plan, Mint, 1), SubscriptionInstruction.Resume, Buyer),
            Step(Program.CancelNow(Buyer, Merchant, plan, 1), SubscriptionInstruction.CancelNow, Buyer),
            Step(Program.RevokeSubscription(Buyer, plan, Buyer, Operator),
                SubscriptionInstruction.RevokeSubscription, Buyer),
            Step(Program.RevokeAuthority(Buyer, Mint, Ata(Buyer), ProgramIds.Token),
                SubscriptionInstruction.RevokeAuthority, Buyer),
            Step(Program.CloseAuthority(Buyer, Mint), SubscriptionInstruction.CloseAuthority, Buyer),
            Step(Program.UpdatePlan(published, new PlanUpdate(PlanStatus.Sunset, 0, [Puller], "")),
                SubscriptionInstruction.UpdatePlan, Merchant),
            Step(Program.DeletePlan(Merchant, 7), SubscriptionInstruction.DeletePlan, Merchant),
        ];
        foreach (var (built, read) in pairs)
        {
            Assert.Equal(read, Read(built));
            Assert.NotEmpty(Words(built));

            // One byte more, or another program id, and it is nothing that we know.
            var longer = built with { Data = (byte[])[.. built.Data.Span, 0] };
            Assert.Equal(new InstructionReading.Unknown(built.ProgramId), Read(longer));
            Assert.Equal(new InstructionReading.Unknown(Key(90)), Read(built with { ProgramId = Key(90) }));
        }

        Assert.Contains("without limit", Words(pairs[0].Built), StringComparison.Ordinal);
    }

    [Fact]
    public void An_update_sends_along_what_was_seen()
    {
        var seen = new PlanAccount
        {
            Owner = Merchant,
            Bump = 255,
            Status = PlanStatus.Active,
            PlanId = 7,
            Mint = Mint,
            Amount = 1,
            PeriodHours = 1,
            CreatedAt = 0x0102030405060708,
            EndAt = 3,
            DestinationPlaces = new Address[4],
            PullerPlaces = [default, Puller, default, default],
            MetadataUri = "old",
        };
        var data = Program.UpdatePlan(seen, new PlanUpdate(PlanStatus.Sunset, 4, [Operator], "new")).Data.ToArray();
        Assert.Equal(1 + 1 + 8 + 128 + 128 + 8 + 8 + 128 + 128, data.Length);
        Assert.Equal([8, 0, 4, 0, 0, 0, 0, 0, 0, 0], data[..10]);
        Assert.Equal(Operator, Address.From(data.AsSpan(10, 32)));
        Assert.Equal("new"u8.ToArray(), data[138..141]);
        Assert.Equal([8, 7, 6, 5, 4, 3, 2, 1, 3, 0, 0, 0, 0, 0, 0, 0], data[266..282]);
        Assert.Equal(Puller, Address.From(data.AsSpan(282 + 32, 32)));
        Assert.Equal("old"u8.ToArray(), data[410..413]);
    }

    [Fact]
    public void Lists_and_links_that_do_not_fit_a_plan_are_not_built()
    {
        var five = Enumerable.Range(10, 5).Select(number => Key((byte)number)).ToArray();
        Assert.Throws<ArgumentException>(() => Program.CreatePlan(Merchant, Terms with { Pullers = five }));
        Assert.Throws<ArgumentException>(() => Program.CreatePlan(
            Merchant, Terms with { MetadataUri = new string('é', 65) }));
        Assert.Equal(457, Program.CreatePlan(Merchant, Terms with { MetadataUri = new string('é', 64) }).Data.Length);
    }

    [Fact]
    public void A_key_from_a_table_is_not_guessed()
    {
        var wire = RandomWires.Make(new Random(1)) with
        {
            Version = MessageVersion.V0,
            Header = new MessageHeader(1, 0, 1),
            Keys = [Buyer, ProgramIds.System],
            Instructions = [new CompiledInstruction(1, [0, 2], (byte[])[2, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0])],
            Lookups = [new AddressTableLookup(Key(70), [9], [])],
            Config = null,
        };
        var message = TransactionDecoder.DecodeMessage(wire.Message());
        Assert.Equal([new InstructionReading.Unknown(ProgramIds.System)], MessageReading.Of(message));
        Assert.Equal(
            [new InstructionReading.SolTransfer(Buyer, Merchant, 5, new())],
            MessageReading.Of(message, loaded: [Merchant]));
    }

    private static (Instruction, InstructionReading) Step(
        Instruction built, SubscriptionInstruction step, Address signer) =>
        (built, new InstructionReading.SubscriptionStep(step, signer));

    private static InstructionReading Read(Instruction instruction) =>
        Assert.Single(MessageReading.Of(Message(instruction)));

    private static string Words(Instruction instruction) => Assert.Single(TransactionWords.Of(Message(instruction)));

    private static Message Message(Instruction instruction) =>
        MessageBuilder.Build(MessageVersion.Legacy, Key(99), default, [instruction]);

    private static Address Ata(Address owner) => AssociatedToken.AddressOf(owner, Mint, ProgramIds.Token);

    private static Address Key(byte number) => Address.From([.. Enumerable.Repeat(number, 32)]);
}
