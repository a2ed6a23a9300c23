using System.Buffers.Binary;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Values;
using HiltBot.Solana.Keys;
using HiltBot.Solana.Programs;
using HiltBot.Solana.Rpc;
using HiltBot.Solana.Subscriptions;
using HiltBot.Solana.Transactions;

namespace HiltBot.Engine.Renewals;

/// <summary>
/// The subscriptions program on Solana behind the port (solana.md section 7). Besides the chain reader the only type of the
/// engine that touches the RPC client. Its key pulls what payers allowed, to wallets that merchants named, and nothing else.
/// </summary>
public sealed class Collector(SolanaRpc rpc, CollectorKey key, BusinessTime business) : IRenewalChain
{
    private const int AccountsOfOne = 4;
    private const int ClockTimeOffset = 32;

    private static readonly Address ClockSysvar = Address.Parse("SysvarC1ock11111111111111111111111111111111");

    public string ProgramId => key.Program.ProgramId.ToString();

    public string Puller => key.Pair.Address.ToString();

    // One place is the ledger's clock.
    public int LooksMax => (SolanaRpc.AccountsMax - 1) / AccountsOfOne;

    public string PlanAccountOf(string ownerWallet, long number) =>
        key.Program.PlanOf(Address.Parse(ownerWallet), checked((ulong)number)).ToString();

    public RenewalAddresses AddressesOf(
        string planAccount, string payerWallet, string tokenMint, string tokenProgram)
    {
        var (payer, mint) = (Address.Parse(payerWallet), Address.Parse(tokenMint));
        return new RenewalAddresses(
            key.Program.SubscriptionOf(Address.Parse(planAccount), payer).ToString(), planAccount,
            key.Program.AuthorityOf(payer, mint).ToString(),
            AssociatedToken.AddressOf(payer, mint, Address.Parse(tokenProgram)).ToString());
    }

    public Task<IReadOnlyList<RenewalSighting>> LookAsync(
        IReadOnlyList<RenewalAddresses> addresses, CancellationToken cancellationToken) => AskAsync(async () =>
    {
        var places = addresses
            .SelectMany(one => (string[])[one.Subscription, one.Plan, one.Authority, one.PayerTokenAccount])
            .Distinct().Select(Address.Parse).Append(ClockSysvar).ToList();
        var found = await rpc.GetMultipleAccountsAsync(places, Commitment.Confirmed, cancellationToken);
        var accounts = places.Zip(found).ToDictionary(pair => pair.First.ToString(), pair => pair.Second);
        var clockAt = ClockOf(found[^1]) ?? business.Now();
        return (IReadOnlyList<RenewalSighting>)
            [.. addresses.Select(one => SubscriptionFacts.Of(one, accounts, key.Program.ProgramId, clockAt))];
    });

    public Task<PlanSeen?> FindPlanAsync(string planAccount, CancellationToken cancellationToken) => AskAsync(async () =>
        SubscriptionFacts.PlanOf(
            await rpc.GetAccountInfoAsync(Address.Parse(planAccount), Commitment.Confirmed, cancellationToken),
            key.Program.ProgramId));

    public Task<string?> TokenProgramOfAsync(string tokenMint, CancellationToken cancellationToken) => AskAsync(async () =>
        await rpc.GetAccountInfoAsync(Address.Parse(tokenMint), Commitment.Confirmed, cancellationToken) is { } account &&
            ProgramIds.IsTokenProgram(account.Owner)
            ? account.Owner.ToString()
            : null);

    public Task<SignedPull> SignPullAsync(PullOrder order, CancellationToken cancellationToken) => AskAsync(async () =>
    {
        var (mint, tokenProgram) = (Address.Parse(order.TokenMint), Address.Parse(order.TokenProgram));
        var destination = Address.Parse(order.Destination);
        var latest = await rpc.GetLatestBlockhashAsync(Commitment.Confirmed, cancellationToken);
        var request = new PullRequest
        {
            Plan = Address.Parse(order.Addresses.Plan),
            Subscriber = Address.Parse(order.PayerWallet),
            Mint = mint,
            TokenProgram = tokenProgram,
            ReceiverTokenAccount = AssociatedToken.AddressOf(destination, mint, tokenProgram),
            Caller = key.Pair.Address,
            Amount = checked((ulong)order.AmountMinorUnits),
        };

        // The program does not make the merchant's token account; where it stands, this does nothing.
        var message = MessageBuilder.Build(
            MessageVersion.Legacy, key.Pair.Address, latest.Blockhash,
            [
                AssociatedToken.CreateIdempotent(key.Pair.Address, destination, mint, tokenProgram),
                key.Program.Pull(request),
            ]);
        var signed = new Transaction(message).Sign(key.Pair);
        return new SignedPull(
            signed.Id.ToString(), signed.ToBase64(), checked((long)latest.LastValidBlockHeight));
    });

    public WalletInstruction Publish(RenewalPlan plan) => WalletInstructions.Of(key.Program.CreatePlan(
        Address.Parse(plan.OwnerWallet),
        new PlanTerms
        {
            PlanId = checked((ulong)plan.Number),
            Mint = Address.Parse(plan.TokenMint),
            Amount = checked((ulong)plan.AmountMinorUnits),
            PeriodHours = checked((ulong)plan.PeriodHours),
            Destinations = [Address.Parse(plan.OwnerWallet)],
            Pullers = [Address.Parse(plan.Puller)],
        },
        tokenProgram: Address.Parse(plan.TokenProgram)));

    public IReadOnlyList<WalletInstruction> SignUp(RenewalPlan plan, string payerWallet, RenewalSighting now)
    {
        var (payer, planAccount) = (Address.Parse(payerWallet), Address.Parse(plan.PlanAccount));
        var approve = Approve(plan, payerWallet);
        if (now.Subscription is { ExpiresAt: null })
        {
            return [approve];
        }

        // One that ran out is closed first: its address is used again. One that only was cancelled goes on.
        if (now.Subscription is { ExpiresAt: { } expiresAt } && expiresAt > now.ClockAt)
        {
            return [approve, Resume(plan, payerWallet, expiresAt)];
        }

        var subscribe = WalletInstructions.Of(key.Program.Subscribe(
            payer, PlanOf(plan), now.Authority?.InitId ?? SubscriptionProgram.AuthorityMadeInThisSlot));
        return now.Subscription is null
            ? [approve, subscribe]
            : [approve, WalletInstructions.Of(key.Program.RevokeSubscription(payer, planAccount, payer)), subscribe];
    }

    public WalletInstruction Approve(RenewalPlan plan, string payerWallet)
    {
        var (payer, mint, tokenProgram) = (
            Address.Parse(payerWallet), Address.Parse(plan.TokenMint), Address.Parse(plan.TokenProgram));
        return WalletInstructions.Of(key.Program.InitAuthority(
            payer, mint, AssociatedToken.AddressOf(payer, mint, tokenProgram), tokenProgram));
    }

    public WalletInstruction Cancel(RenewalPlan plan, string payerWallet) => WalletInstructions.Of(
        key.Program.Cancel(Address.Parse(payerWallet), Address.Parse(plan.PlanAccount)));

    public WalletInstruction Resume(RenewalPlan plan, string payerWallet, DateTimeOffset expiresAt) =>
        WalletInstructions.Of(key.Program.Resume(
            Address.Parse(payerWallet), Address.Parse(plan.PlanAccount), Address.Parse(plan.TokenMint),
            expiresAt.ToUnixTimeSeconds()));

    public Task<PreparedPayment> PrepareAsync(
        string wallet, IReadOnlyList<WalletInstruction> instructions, IReadOnlyList<string> inWords,
        CancellationToken cancellationToken) => AskAsync(async () =>
    {
        var latest = await rpc.GetLatestBlockhashAsync(Commitment.Confirmed, cancellationToken);
        var message = MessageBuilder.Build(
            MessageVersion.Legacy, Address.Parse(wallet), latest.Blockhash,
            [.. instructions.Select(WalletInstructions.ToSolana)]);
        return new PreparedPayment(
            new Transaction(message).ToBase64(), checked((long)latest.LastValidBlockHeight), inWords);
    });

    private PlanAccount PlanOf(RenewalPlan plan)
    {
        var owner = Address.Parse(plan.OwnerWallet);
        return new PlanAccount
        {
            Owner = owner,
            Bump = key.Program.FindPlan(owner, checked((ulong)plan.Number)).Bump,
            Status = PlanStatus.Active,
            PlanId = checked((ulong)plan.Number),
            Mint = Address.Parse(plan.TokenMint),
            Amount = checked((ulong)plan.AmountMinorUnits),
            PeriodHours = checked((ulong)plan.PeriodHours),
            CreatedAt = plan.PublishedAt ?? throw new InvalidOperationException("The plan is not published."),
            EndAt = 0,
            DestinationPlaces = [owner],
            PullerPlaces = [Address.Parse(plan.Puller)],
            MetadataUri = string.Empty,
        };
    }

    private static DateTimeOffset? ClockOf(AccountInfo? sysvar) => sysvar is { Data.Length: >= ClockTimeOffset + sizeof(long) }
        ? DateTimeOffset.FromUnixTimeSeconds(BinaryPrimitives.ReadInt64LittleEndian(sysvar.Data.Span[ClockTimeOffset..]))
        : null;

    private static async Task<T> AskAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (Exception exception) when (exception is SolanaRpcException or FormatException or OverflowException)
        {
            throw new ChainUnreadableException(exception.Message, exception);
        }
    }
}
