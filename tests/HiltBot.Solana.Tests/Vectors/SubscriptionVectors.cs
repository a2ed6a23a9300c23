using System.Text.Json;
using HiltBot.Solana.Keys;
using HiltBot.Solana.Programs;
using HiltBot.Solana.Subscriptions;
using HiltBot.Solana.Tests.Subscriptions;
using HiltBot.Solana.Transactions;

namespace HiltBot.Solana.Tests.Vectors;

internal static class SubscriptionVectors
{
    private static readonly SubscriptionProgram Program = new();

    public static void Pda(JsonElement input, JsonElement expected)
    {
        var found = input.Text("which") switch
        {
            "subscriptionAuthority" => Program.FindAuthority(input.Key("user"), input.Key("mint")),
            "plan" => Program.FindPlan(input.Key("owner"), input.U64("planId")),
            "subscriptionDelegation" => Program.FindSubscription(input.Key("plan"), input.Key("subscriber")),
            "eventAuthority" => Program.EventAuthority,
            var which => throw new InvalidOperationException($"Nobody knows the address '{which}'."),
        };
        Assert.Equal(expected.Text("address"), found.Address.ToString());
        Assert.Equal(expected.GetProperty("bump").GetByte(), found.Bump);
    }

    public static void Instruction(JsonElement input, JsonElement expected)
    {
        var built = Build(input);
        var wanted = TransactionVectors.ReadInstruction(expected);
        Assert.Equal(wanted.ProgramId, built.ProgramId);
        Assert.Equal(
            Convert.ToHexStringLower(wanted.Data.Span), Convert.ToHexStringLower(built.Data.Span));
        Assert.Equal(wanted.Accounts, built.Accounts);
    }

    public static void Transaction(JsonElement input, JsonElement expected)
    {
        KeyPair[] signers = [.. input.Texts("signerSeedsHex").Select(seed =>
            KeyPair.FromSeed(Convert.FromHexString(seed)))];
        var message = MessageBuilder.Build(
            TransactionVectors.Version(input.GetProperty("version")),
            input.Key("feePayer"),
            Blockhash.Parse(input.Text("blockhash")),
            [.. input.GetProperty("instructions").EnumerateArray().Select(TransactionVectors.ReadInstruction)]);
        var signed = new Transaction(message).Sign(signers);
        TransactionVectors.CheckMessage(signed.Message, expected);
        Assert.Equal(
            expected.Texts("signatures"), signed.Signatures.Select(signature => signature.ToString()));
        Assert.Equal(expected.Text("transactionBase64"), signed.ToBase64());
        Assert.Equal(expected.GetProperty("sizeBytes").GetInt32(), signed.Serialize().Length);
    }

    public static void Account(JsonElement input, JsonElement expected)
    {
        var data = input.Hex("dataHex");
        switch (input.Text("type"))
        {
            case "plan":
                CheckPlan(data, expected);
                break;
            case "subscriptionAuthority":
                Assert.True(SubscriptionAuthorityAccount.TryParse(data, out var authority));
                Assert.Equal(expected.Key("user"), authority.User);
                Assert.Equal(expected.Key("tokenMint"), authority.Mint);
                Assert.Equal(expected.Key("payer"), authority.RentPayer);
                Assert.Equal(expected.GetProperty("bump").GetByte(), authority.Bump);
                Assert.Equal(expected.I64("initId"), authority.InitId);
                Assert.Equal(data, SubscriptionBytes.Of(authority));
                break;
            case "subscriptionDelegation":
                CheckSubscription(data, expected);
                break;
            case var type:
                throw new InvalidOperationException($"Nobody knows the account '{type}'.");
        }
    }

    public static void AccountInvalid(JsonElement input, JsonElement expected)
    {
        Assert.True(expected.Flag("error"));
        Assert.Equal("subscriptionDelegation", input.Text("type"));
        Assert.False(SubscriptionAccount.TryParse(input.Hex("dataHex"), out _));
    }

    public static void Event(JsonElement input, JsonElement expected)
    {
        var data = input.Hex("dataHex");
        if (input.Maybe("dataBase58") is { } text)
            Assert.Equal(data, Base58.Decode(text.GetString()!));
        Assert.True(SubscriptionEvent.TryParse(data, out var read));
        SubscriptionEvent wanted = expected.Text("event") switch
        {
            "SubscriptionCreated" => new SubscriptionEvent.Created(
                expected.Key("plan"),
                expected.Key("subscriber"),
                expected.Key("mint"),
                expected.I64("createdTs"),
                expected.Key("payer")),
            "SubscriptionTransfer" => new SubscriptionEvent.Pulled(
                expected.Key("subscription"),
                expected.Key("plan"),
                expected.Key("delegator"),
                expected.Key("mint"),
                expected.U64("amount"),
                expected.I64("periodStartTs"),
                expected.I64("periodEndTs"),
                expected.U64("amountPulledInPeriod"),
                expected.Key("receiver"),
                expected.Key("receiverTokenAccount"),
                expected.Key("puller")),
            var name => throw new InvalidOperationException($"Nobody knows the event '{name}'."),
        };
        Assert.Equal(wanted, read);
    }

    public static void Pull(JsonElement input, JsonElement expected)
    {
        var plan = input.Hex("planAccountDataHex");
        Assert.True(PlanAccount.TryParse(plan, out var terms));
        Assert.True(SubscriptionAccount.TryParse(
            input.Hex("subscriptionAccountDataHex"), out var subscription));
        Assert.Equal(Program.PlanOf(terms.Owner, terms.PlanId), subscription.Plan);
        var receiver = input.Key("receiverOwner");
        var request = new PullRequest
        {
            Plan = subscription.Plan,
            Subscriber = subscription.Subscriber,
            Mint = terms.Mint,
            TokenProgram = ProgramIds.Token,
            ReceiverTokenAccount = AssociatedToken.AddressOf(receiver, terms.Mint, ProgramIds.Token),
            Caller = input.Key("caller"),
            Amount = input.U64("request"),
        };
        var outcome = new PullRules(Program).Judge(
            request,
            new PullAccounts
            {
                Subscription = SubscriptionBytes.Info(input.Hex("subscriptionAccountDataHex")),
                Plan = SubscriptionBytes.Info(plan),
                Authority = SubscriptionBytes.Info(input.Hex("subscriptionAuthorityAccountDataHex")),
                Source = SubscriptionBytes.Token(input.Hex("buyerTokenAccountDataHex")),
                Receiver = SubscriptionBytes.Token(SubscriptionBytes.TokenAccount(terms.Mint, receiver)),
            },
            input.I64("now"));

        PullOutcome wanted = expected.Flag("ok")
            ? new PullOutcome.Succeeds(
                expected.I64("currentPeriodStartTs"), expected.U64("amountPulledInPeriod"))
            : new PullOutcome.Fails(SubscriptionErrors.Of(expected.GetProperty("errorCode").GetUInt32()));
        Assert.Equal(wanted, outcome);
    }

    private static Instruction Build(JsonElement input)
    {
        Address merchant = input.Key("merchant"), subscriber = input.Key("subscriber"), mint = input.Key("mint");
        var tokenProgram = input.Key("tokenProgram");
        var account = AssociatedToken.AddressOf(subscriber, mint, tokenProgram);
        var plan = Program.PlanOf(merchant, input.U64("planId"));
        Address? payer = input.Maybe("payer") is { } named ? Address.Parse(named.GetString()!) : null;
        return input.Text("instruction") switch
        {
            "initSubscriptionAuthority" => Program.InitAuthority(subscriber, mint, account, tokenProgram, payer),
            "createPlan" => Program.CreatePlan(merchant, ReadTerms(input), payer, tokenProgram),
            "subscribe" => Program.Subscribe(
                subscriber, Expected(input), input.I64("expectedSubscriptionAuthorityInitId"), payer),
            "transferSubscription" => Program.Pull(new PullRequest
            {
                Plan = plan,
                Subscriber = subscriber,
                Mint = mint,
                TokenProgram = tokenProgram,
                ReceiverTokenAccount = AssociatedToken.AddressOf(input.Key("receiverOwner"), mint, tokenProgram),
                Caller = input.Key("caller"),
                Amount = input.U64("amount"),
            }),
            "cancelSubscription" => Program.Cancel(subscriber, plan),
            "resumeSubscription" => Program.Resume(subscriber, plan, mint, input.I64("expectedExpiresAtTs")),
            "cancelSubscriptionNow" => Program.CancelNow(
                subscriber, merchant, plan, input.I64("expectedCurrentPeriodStartTs")),
            "revokeDelegation" or "revokeSubscription" => Program.RevokeSubscription(subscriber, plan, subscriber),
            "revokeSubscriptionAuthority" => Program.RevokeAuthority(subscriber, mint, account, tokenProgram),
            "closeSubscriptionAuthority" => Program.CloseAuthority(subscriber, mint),
            var name => throw new InvalidOperationException($"Nobody builds the instruction '{name}'."),
        };
    }

    private static PlanTerms ReadTerms(JsonElement input) => new()
    {
        PlanId = input.U64("planId"),
        Mint = input.Key("mint"),
        Amount = input.U64("amount"),
        PeriodHours = input.U64("periodHours"),
        EndAt = input.I64("endTs"),
        Destinations = [.. input.Texts("destinations").Select(Address.Parse)],
        Pullers = [.. input.Texts("pullers").Select(Address.Parse)],
        MetadataUri = input.Text("metadataUri"),
    };

    private static PlanAccount Expected(JsonElement input) => new()
    {
        Owner = input.Key("merchant"),
        Bump = input.GetProperty("planBump").GetByte(),
        Status = PlanStatus.Active,
        PlanId = input.U64("planId"),
        Mint = input.Key("expectedMint"),
        Amount = input.U64("expectedAmount"),
        PeriodHours = input.U64("expectedPeriodHours"),
        CreatedAt = input.I64("expectedCreatedAt"),
        EndAt = 0,
        DestinationPlaces = [],
        PullerPlaces = [],
        MetadataUri = "",
    };

    private static void CheckPlan(byte[] data, JsonElement expected)
    {
        Assert.True(PlanAccount.TryParse(data, out var plan));
        Assert.Equal(expected.Key("owner"), plan.Owner);
        Assert.Equal(expected.GetProperty("bump").GetByte(), plan.Bump);
        Assert.Equal(expected.GetProperty("status").GetByte(), (byte)plan.Status);
        var inner = expected.GetProperty("data");
        Assert.Equal(inner.U64("planId"), plan.PlanId);
        Assert.Equal(inner.Key("mint"), plan.Mint);
        Assert.Equal(inner.GetProperty("terms").U64("amount"), plan.Amount);
        Assert.Equal(inner.GetProperty("terms").U64("periodHours"), plan.PeriodHours);
        Assert.Equal(inner.GetProperty("terms").I64("createdAt"), plan.CreatedAt);
        Assert.Equal(inner.I64("endTs"), plan.EndAt);
        Assert.Equal(inner.Texts("destinations"), plan.DestinationPlaces.Select(key => key.ToString()));
        Assert.Equal(inner.Texts("pullers"), plan.PullerPlaces.Select(key => key.ToString()));
        Assert.Equal(inner.Text("metadataUri"), plan.MetadataUri);
        Assert.Equal(data, SubscriptionBytes.Of(plan));
    }

    private static void CheckSubscription(byte[] data, JsonElement expected)
    {
        Assert.True(SubscriptionAccount.TryParse(data, out var subscription));
        JsonElement header = expected.GetProperty("header"), terms = expected.GetProperty("terms");
        Assert.Equal(header.GetProperty("bump").GetByte(), subscription.Bump);
        Assert.Equal(header.Key("delegator"), subscription.Subscriber);
        Assert.Equal(header.Key("delegatee"), subscription.Plan);
        Assert.Equal(header.Key("payer"), subscription.RentPayer);
        Assert.Equal(header.I64("initId"), subscription.InitId);
        Assert.Equal(terms.U64("amount"), subscription.Amount);
        Assert.Equal(terms.U64("periodHours"), subscription.PeriodHours);
        Assert.Equal(terms.I64("createdAt"), subscription.PlanCreatedAt);
        Assert.Equal(expected.U64("amountPulledInPeriod"), subscription.Pulled);
        Assert.Equal(expected.I64("currentPeriodStartTs"), subscription.PeriodStart);
        Assert.Equal(expected.I64("expiresAtTs"), subscription.ExpiresAt);
        Assert.Equal(data, SubscriptionBytes.Of(subscription));
    }
}
