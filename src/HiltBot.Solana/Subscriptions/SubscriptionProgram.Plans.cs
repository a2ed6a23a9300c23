using HiltBot.Solana.Keys;
using HiltBot.Solana.Programs;
using HiltBot.Solana.Transactions;

namespace HiltBot.Solana.Subscriptions;

/// <summary>What merchants sign.</summary>
public sealed partial class SubscriptionProgram
{
    /// <summary>
    /// Publishes terms that never change again. The program writes its clock as the time of creation.
    /// </summary>
    /// <param name="tokenProgram">Of the mint; the classic one unless said otherwise.</param>
    public Instruction CreatePlan(
        Address owner, PlanTerms terms, Address? rentPayer = null, Address? tokenProgram = null) => Call(
        new SubscriptionData(SubscriptionInstruction.CreatePlan)
            .U64(terms.PlanId).Key(terms.Mint).U64(terms.Amount).U64(terms.PeriodHours)
            .I64(0).I64(terms.EndAt)
            .Keys(terms.Destinations).Keys(terms.Pullers).Uri(terms.MetadataUri),
        [
            AccountMeta.WritableSigner(owner),
            AccountMeta.Writable(PlanOf(owner, terms.PlanId)),
            AccountMeta.Readonly(terms.Mint),
            AccountMeta.Readonly(ProgramIds.System),
            AccountMeta.Readonly(tokenProgram ?? ProgramIds.Token),
            .. Payer(rentPayer),
        ]);

    /// <summary>
    /// Changes what may change: status, end, pullers, link. Sends along what was seen, and the program refuses
    /// a plan that looks otherwise by then. The layout is from the program's release notes; no vector shows it.
    /// </summary>
    public Instruction UpdatePlan(PlanAccount seen, PlanUpdate update) => Call(
        new SubscriptionData(SubscriptionInstruction.UpdatePlan)
            .Byte((byte)update.Status).I64(update.EndAt).Keys(update.Pullers).Uri(update.MetadataUri)
            .I64(seen.CreatedAt).I64(seen.EndAt).Keys(seen.PullerPlaces).Uri(seen.MetadataUri),
        [
            AccountMeta.ReadonlySigner(seen.Owner),
            AccountMeta.Writable(PlanOf(seen.Owner, seen.PlanId)),
            .. Events(),
        ]);

    /// <summary>Its rent goes to the owner, whoever paid it.</summary>
    public Instruction DeletePlan(Address owner, ulong planId) => Call(
        new SubscriptionData(SubscriptionInstruction.DeletePlan),
        [AccountMeta.WritableSigner(owner), AccountMeta.Writable(PlanOf(owner, planId))]);
}
