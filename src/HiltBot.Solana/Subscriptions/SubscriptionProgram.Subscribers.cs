using HiltBot.Solana.Keys;
using HiltBot.Solana.Programs;
using HiltBot.Solana.Transactions;

namespace HiltBot.Solana.Subscriptions;

/// <summary>What users sign, and the pull.</summary>
public sealed partial class SubscriptionProgram
{
    /// <summary>
    /// Makes the authority and approves it without limit. On an authority that exists it only renews the
    /// approval: number and rent payer stay.
    /// </summary>
    public Instruction InitAuthority(
        Address user, Address mint, Address userTokenAccount, Address tokenProgram, Address? rentPayer = null) =>
        Call(
            new SubscriptionData(SubscriptionInstruction.InitAuthority),
            [
                AccountMeta.WritableSigner(user),
                AccountMeta.Writable(AuthorityOf(user, mint)),
                AccountMeta.Readonly(mint),
                AccountMeta.Writable(userTokenAccount),
                AccountMeta.Readonly(ProgramIds.System),
                AccountMeta.Readonly(tokenProgram),
                .. Payer(rentPayer),
            ]);

    /// <summary>
    /// Signs up to exactly the terms of this plan, which were read from the chain. The first period starts at
    /// the clock of this transaction; nothing is paid yet.
    /// </summary>
    /// <param name="authorityInitId">
    /// The number that the authority shows, or <see cref="AuthorityMadeInThisSlot"/>.
    /// </param>
    public Instruction Subscribe(
        Address subscriber, PlanAccount plan, long authorityInitId, Address? rentPayer = null)
    {
        var address = PlanOf(plan.Owner, plan.PlanId);
        return Call(
            new SubscriptionData(SubscriptionInstruction.Subscribe)
                .U64(plan.PlanId).Byte(plan.Bump).Key(plan.Mint)
                .U64(plan.Amount).U64(plan.PeriodHours).I64(plan.CreatedAt).I64(authorityInitId),
            [
                AccountMeta.WritableSigner(subscriber),
                AccountMeta.Readonly(plan.Owner),
                AccountMeta.Readonly(address),
                AccountMeta.Writable(SubscriptionOf(address, subscriber)),
                AccountMeta.Readonly(AuthorityOf(subscriber, plan.Mint)),
                AccountMeta.Readonly(ProgramIds.System),
                .. Events(),
                .. Payer(rentPayer),
            ]);
    }

    /// <summary>
    /// Takes money. The receiver's token account must exist. Extra keys (a reference) are ignored by the
    /// program unless the mint has a transfer hook, and the chain finds the transaction by them.
    /// </summary>
    public Instruction Pull(PullRequest request, params IEnumerable<Address> extra) => Call(
        new SubscriptionData(SubscriptionInstruction.Pull)
            .U64(request.Amount).Key(request.Subscriber).Key(request.Mint),
        [
            AccountMeta.Writable(SubscriptionOf(request.Plan, request.Subscriber)),
            AccountMeta.Readonly(request.Plan),
            AccountMeta.Readonly(AuthorityOf(request.Subscriber, request.Mint)),
            AccountMeta.Writable(request.SourceTokenAccount),
            AccountMeta.Writable(request.ReceiverTokenAccount),
            AccountMeta.ReadonlySigner(request.Caller),
            AccountMeta.Readonly(request.Mint),
            AccountMeta.Readonly(request.TokenProgram),
            .. Events(),
            .. extra.Select(AccountMeta.Readonly),
        ]);

    /// <summary>Ends with the running period; until then pulls stay possible. By the subscriber.</summary>
    public Instruction Cancel(Address subscriber, Address plan) => Call(
        new SubscriptionData(SubscriptionInstruction.Cancel),
        [
            AccountMeta.ReadonlySigner(subscriber),
            AccountMeta.Readonly(plan),
            AccountMeta.Writable(SubscriptionOf(plan, subscriber)),
            .. Events(),
        ]);

    /// <summary>Takes a cancellation back before it expires; period and what was pulled stay.</summary>
    /// <param name="expectedExpiresAt">The very second that the subscription shows.</param>
    public Instruction Resume(Address subscriber, Address plan, Address mint, long expectedExpiresAt) => Call(
        new SubscriptionData(SubscriptionInstruction.Resume).I64(expectedExpiresAt),
        [
            AccountMeta.ReadonlySigner(subscriber),
            AccountMeta.Readonly(plan),
            AccountMeta.Writable(SubscriptionOf(plan, subscriber)),
            AccountMeta.Readonly(AuthorityOf(subscriber, mint)),
            .. Events(),
        ]);

    /// <summary>Ends at once; both sides sign.</summary>
    /// <param name="expectedPeriodStart">The very second that the subscription shows.</param>
    public Instruction CancelNow(
        Address subscriber, Address merchant, Address plan, long expectedPeriodStart) => Call(
        new SubscriptionData(SubscriptionInstruction.CancelNow).I64(expectedPeriodStart),
        [
            AccountMeta.ReadonlySigner(subscriber),
            AccountMeta.ReadonlySigner(merchant),
            AccountMeta.Readonly(plan),
            AccountMeta.Writable(SubscriptionOf(plan, subscriber)),
            .. Events(),
        ]);

    /// <summary>Closes a subscription that has expired and gives its rent back.</summary>
    /// <param name="signer">The subscriber, or who paid the rent.</param>
    /// <param name="rentPayer">Who paid the rent, when that is not who signs.</param>
    public Instruction RevokeSubscription(
        Address signer, Address plan, Address subscriber, Address? rentPayer = null) => Call(
        new SubscriptionData(SubscriptionInstruction.RevokeSubscription),
        [
            AccountMeta.WritableSigner(signer),
            AccountMeta.Writable(SubscriptionOf(plan, subscriber)),
            AccountMeta.Readonly(plan),
            .. RentBack(signer, rentPayer),
        ]);

    /// <summary>
    /// Takes the approval back and closes the authority: all subscriptions of this mint stop for good.
    /// </summary>
    public Instruction RevokeAuthority(
        Address user, Address mint, Address userTokenAccount, Address tokenProgram, Address? rentPayer = null) =>
        Call(
            new SubscriptionData(SubscriptionInstruction.RevokeAuthority),
            [
                AccountMeta.WritableSigner(user),
                AccountMeta.Writable(userTokenAccount),
                AccountMeta.Readonly(mint),
                AccountMeta.Readonly(tokenProgram),
                AccountMeta.Writable(AuthorityOf(user, mint)),
                .. RentBack(user, rentPayer),
            ]);

    /// <summary>Closes the authority and leaves the token account as it is.</summary>
    public Instruction CloseAuthority(Address user, Address mint, Address? rentPayer = null) => Call(
        new SubscriptionData(SubscriptionInstruction.CloseAuthority),
        [
            AccountMeta.WritableSigner(user),
            AccountMeta.Writable(AuthorityOf(user, mint)),
            .. RentBack(user, rentPayer),
        ]);
}
