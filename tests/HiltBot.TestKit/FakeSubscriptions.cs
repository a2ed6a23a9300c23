using System.Security.Cryptography;
using System.Text;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Renewals;
using HiltBot.Engine.Values;
using HiltBot.Solana.Keys;

namespace HiltBot.TestKit;

/// <summary>
/// The subscriptions program in a test's hand, over a <see cref="FakeChain"/>: plans, subscriptions and wallets that can be
/// emptied, revoked, frozen and closed, and pulls that obey the program's own rules (solana.md section 7), can be dropped,
/// refused, or lose their answer. Its clock is the business time.
/// </summary>
public sealed class FakeSubscriptions(FakeChain chain, BusinessTime business) : IRenewalChain
{
    public const string Program = "De1egAFMkMWZSN5rYXRj9CAdheBamobVNubTsi9avR44";

    private readonly Lock gate = new();
    private readonly Dictionary<string, PlanSeen> plans = [];
    private readonly Dictionary<string, SubscriptionSeen> subscriptions = [];
    private readonly Dictionary<string, AuthoritySeen> authorities = [];
    private readonly Dictionary<string, TokenAccountSeen> tokens = [];
    private readonly Dictionary<string, (PullOrder Order, string Bytes)> signed = [];
    private int signatures;

    /// <summary>What becomes of the next pulls that are sent, in order; afterwards all goes well.</summary>
    public Queue<PullFate> Fates { get; } = [];

    /// <summary>Every question fails while this is set.</summary>
    public string? Broken { get; set; }

    /// <summary>Pulls that landed, in order: when, from whom, how much.</summary>
    public List<(DateTimeOffset At, string Payer, long Amount)> Landed { get; } = [];

    public string ProgramId => Program;

    public string Puller { get; } = FakeChain.Wallet("collector");

    public int LooksMax => 20;

    public string PlanAccountOf(string ownerWallet, long number) => Account($"plan {ownerWallet} {number}");

    public RenewalAddresses AddressesOf(string planAccount, string payerWallet, string tokenMint, string tokenProgram) => new(
        Account($"subscription {planAccount} {payerWallet}"), planAccount, Account($"authority {payerWallet} {tokenMint}"),
        FakeChain.AccountOf(payerWallet, tokenMint));

    /// <summary>As a merchant's wallet publishes it.</summary>
    public void PutUp(RenewalPlan plan, DateTimeOffset? endsAt = null) => Locked(() => plans[plan.PlanAccount] = new(
        plan.OwnerWallet, plan.AmountMinorUnits, plan.PeriodHours, business.Now().ToUnixTimeSeconds(), endsAt, true,
        [plan.OwnerWallet], [plan.Puller]));

    /// <summary>As a payer's wallet approves and subscribes, now.</summary>
    public void Subscribe(RenewalPlan plan, string payer) => Locked(() =>
    {
        var to = AddressesOf(plan.PlanAccount, payer, plan.TokenMint, plan.TokenProgram);
        authorities.TryAdd(to.Authority, new AuthoritySeen(authorities.Count + 1));
        var terms = plans[plan.PlanAccount];
        subscriptions[to.Subscription] = new SubscriptionSeen(
            plan.PlanAccount, payer, authorities[to.Authority].InitId, terms.AmountMinorUnits, terms.PeriodHours,
            terms.CreatedAt, 0, Second(business.Now()), null);
        tokens.TryAdd(to.PayerTokenAccount, new TokenAccountSeen(payer, 0, null, 0, false));
        Edit(to.PayerTokenAccount, account => account with { Delegate = to.Authority, DelegatedMinorUnits = long.MaxValue });
    });

    /// <summary>Changes the payer's token account: its balance, its delegate, whether it is frozen; null closes it.</summary>
    public void Wallet(string payer, string tokenMint, Func<TokenAccountSeen, TokenAccountSeen?> edit) => Locked(() =>
    {
        var address = FakeChain.AccountOf(payer, tokenMint);
        if (edit(tokens.GetValueOrDefault(address) ?? new TokenAccountSeen(payer, 0, null, 0, false)) is { } edited)
        {
            tokens[address] = edited;
        }
        else
        {
            tokens.Remove(address);
        }
    });

    public SubscriptionSeen? SubscriptionOf(RenewalPlan plan, string payer) => Locked(() => subscriptions.GetValueOrDefault(
        AddressesOf(plan.PlanAccount, payer, plan.TokenMint, plan.TokenProgram).Subscription));

    /// <summary>Ends it at the running period's end, as the payer's wallet does.</summary>
    public void CancelOnLedger(RenewalPlan plan, string payer) => Locked(() =>
    {
        var address = AddressesOf(plan.PlanAccount, payer, plan.TokenMint, plan.TokenProgram).Subscription;
        var now = subscriptions[address];
        subscriptions[address] = now with
        {
            ExpiresAt = now.PeriodAt(business.Now()) + TimeSpan.FromHours(now.PeriodHours),
        };
    });

    public void DeletePlan(RenewalPlan plan) => Locked(() => { plans.Remove(plan.PlanAccount); });

    public void CloseAuthority(string payer, string tokenMint, bool makesAnew = false) => Locked(() =>
    {
        var address = Account($"authority {payer} {tokenMint}");
        authorities.Remove(address);
        if (makesAnew)
        {
            authorities[address] = new AuthoritySeen(1_000 + signatures);
        }
    });

    public Task<IReadOnlyList<RenewalSighting>> LookAsync(
        IReadOnlyList<RenewalAddresses> addresses, CancellationToken cancellationToken) =>
        Answer<IReadOnlyList<RenewalSighting>>(() =>
        [
            .. addresses.Select(one => new RenewalSighting(
                business.Now(), subscriptions.GetValueOrDefault(one.Subscription), plans.GetValueOrDefault(one.Plan),
                authorities.GetValueOrDefault(one.Authority), tokens.GetValueOrDefault(one.PayerTokenAccount))),
        ]);

    public Task<PlanSeen?> FindPlanAsync(string planAccount, CancellationToken cancellationToken) =>
        Answer(() => plans.GetValueOrDefault(planAccount));

    public Task<string?> TokenProgramOfAsync(string tokenMint, CancellationToken cancellationToken) =>
        Answer<string?>(() => "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA");

    public Task<SignedPull> SignPullAsync(PullOrder order, CancellationToken cancellationToken) => Answer(() =>
    {
        chain.Executes ??= Execute;
        var seed = Encoding.UTF8.GetBytes($"pull {++signatures}");
        var signature = Base58.Encode([.. SHA256.HashData(seed), .. SHA256.HashData([.. seed, 1])]);
        signed[signature] = (order, signature);
        return new SignedPull(
            signature, Convert.ToBase64String(Encoding.UTF8.GetBytes(signature)), chain.FinalHeight + 150);
    });

    public WalletInstruction Publish(RenewalPlan plan) => Word("publish", plan.OwnerWallet);

    public IReadOnlyList<WalletInstruction> SignUp(RenewalPlan plan, string payerWallet, RenewalSighting now) =>
        [Word("approve", payerWallet), Word("subscribe", payerWallet)];

    public WalletInstruction Approve(RenewalPlan plan, string payerWallet) => Word("approve", payerWallet);

    public WalletInstruction Cancel(RenewalPlan plan, string payerWallet) => Word("cancel", payerWallet);

    public WalletInstruction Resume(RenewalPlan plan, string payerWallet, DateTimeOffset expiresAt) =>
        Word("resume", payerWallet);

    public Task<PreparedPayment> PrepareAsync(
        string wallet, IReadOnlyList<WalletInstruction> instructions, IReadOnlyList<string> inWords,
        CancellationToken cancellationToken) => Answer(() => new PreparedPayment(
            Convert.ToBase64String(Encoding.UTF8.GetBytes(string.Join(' ', instructions.Select(one => one.DataBase64)))),
            150, inWords));

    private SendAnswer? Execute(byte[] bytes)
    {
        var signature = Encoding.UTF8.GetString(bytes);
        if (!signed.TryGetValue(signature, out var pull))
        {
            return null;
        }

        var fate = Fates.Count > 0 ? Fates.Dequeue() : PullFate.Lands;
        if (chain.Transactions.Any(known => known.Signature == signature))
        {
            return new SendAnswer.Taken(signature);
        }

        var refusal = fate is PullFate.Dropped or PullFate.Refused ? null : Pull(pull.Order, signature);
        return (fate, refusal) switch
        {
            (PullFate.Refused, _) => new SendAnswer.Refused("The node would not take it."),
            (_, { } why) => new SendAnswer.Refused(why),
            (PullFate.AnswerLost, _) => new SendAnswer.Unknown(signature),
            _ => new SendAnswer.Taken(signature),
        };
    }

    /// <returns>Why the program refuses; null: the money moved.</returns>
    private string? Pull(PullOrder order, string signature)
    {
        var now = Second(business.Now());
        var (subscription, token) = (
            subscriptions.GetValueOrDefault(order.Addresses.Subscription),
            tokens.GetValueOrDefault(order.Addresses.PayerTokenAccount));
        if (subscription is null || token is null || !plans.ContainsKey(order.Addresses.Plan) ||
            authorities.GetValueOrDefault(order.Addresses.Authority)?.InitId != subscription.InitId ||
            subscription.ExpiresAt <= now || subscription.LeftAt(now) < order.AmountMinorUnits || token.IsFrozen ||
            token.Delegate != order.Addresses.Authority || token.AmountMinorUnits < order.AmountMinorUnits)
        {
            return "The program would refuse it.";
        }

        subscriptions[order.Addresses.Subscription] = subscription with
        {
            PeriodStartAt = subscription.PeriodAt(now),
            PulledMinorUnits = (subscription.PeriodAt(now) > subscription.PeriodStartAt ? 0 : subscription.PulledMinorUnits) +
                order.AmountMinorUnits,
        };
        Edit(order.Addresses.PayerTokenAccount, account => account with
        {
            AmountMinorUnits = account.AmountMinorUnits - order.AmountMinorUnits,
        });
        Landed.Add((business.Now(), order.PayerWallet, order.AmountMinorUnits));
        chain.Add(
            [
                new BalanceChange(
                    FakeChain.AccountOf(order.Destination, order.TokenMint), order.Destination, order.TokenMint,
                    order.AmountMinorUnits),
                new BalanceChange(
                    order.Addresses.PayerTokenAccount, order.PayerWallet, order.TokenMint, -order.AmountMinorUnits),
            ],
            Puller, references: [Program, order.Addresses.Subscription], named: signature);
        return null;
    }

    private void Edit(string address, Func<TokenAccountSeen, TokenAccountSeen> edit) =>
        tokens[address] = edit(tokens[address]);

    private Task<T> Answer<T>(Func<T> answer) => Broken is { } why
        ? Task.FromException<T>(new ChainUnreadableException(why))
        : Task.FromResult(Locked(answer));

    private void Locked(Action body) => Locked(() =>
    {
        body();
        return true;
    });

    private T Locked<T>(Func<T> body)
    {
        lock (gate)
        {
            return body();
        }
    }

    private static DateTimeOffset Second(DateTimeOffset at) => DateTimeOffset.FromUnixTimeSeconds(at.ToUnixTimeSeconds());

    private static string Account(string name) => Address.From(SHA256.HashData(Encoding.UTF8.GetBytes(name))).ToString();

    private static WalletInstruction Word(string word, string signer) => new(
        Program, [new WalletAccount(signer, true, true)], Convert.ToBase64String(Encoding.UTF8.GetBytes(word)));
}

/// <summary>What becomes of a pull that is sent.</summary>
public enum PullFate
{
    Lands,

    /// <summary>The node says yes, and nothing lands.</summary>
    Dropped,

    /// <summary>It lands, and the answer is lost.</summary>
    AnswerLost,

    /// <summary>The node says no.</summary>
    Refused,
}
