using System.Globalization;
using HiltBot.Solana.Keys;
using HiltBot.Solana.Pay;
using HiltBot.Solana.Subscriptions;
using HiltBot.Solana.Transactions;

namespace HiltBot.Solana.Reading;

/// <summary>
/// Says in words what a message asks for, one sentence per instruction: for logs, tests and operators. Buyers
/// read the page's own words.
/// </summary>
public static class TransactionWords
{
    private const byte SolDecimals = 9;

    public static IReadOnlyList<string> Of(Message message, Address? subscriptions = null) =>
        [.. MessageReading.Of(message, subscriptions).Select(Of)];

    public static string Of(InstructionReading reading) => reading switch
    {
        InstructionReading.SolTransfer transfer =>
            $"{PayAmount.Of(transfer.Lamports, SolDecimals)} SOL from {transfer.From} to {transfer.To}"
            + Tagged(transfer.References),
        InstructionReading.NonceAdvance nonce =>
            $"Uses the nonce {nonce.NonceAccount}: does not expire.",
        InstructionReading.TokenTransfer transfer =>
            $"{Amount(transfer)} from account {transfer.Source} to account {transfer.Destination}, "
            + $"by {transfer.Owner}{Tagged(transfer.References)}",
        InstructionReading.TokenAccountCreation creation =>
            $"{creation.Payer} pays for the token account {creation.Account} of {creation.Owner}"
            + (creation.MayExist ? ", unless it exists." : "."),
        InstructionReading.Memo memo => $"Writes on the chain for ever: \"{memo.Text}\".",
        InstructionReading.UnitLimit limit => Text($"May use {limit.Units} compute units."),
        InstructionReading.UnitPrice price => Text($"Offers {price.MicroLamports} micro-lamports per compute unit."),
        InstructionReading.Approval approval =>
            $"{approval.User} lets their subscriptions take from account {approval.TokenAccount}, "
            + $"mint {approval.Mint}, without limit.",
        InstructionReading.PlanCreation plan =>
            Text($"{plan.Owner} publishes the plan {plan.Plan}: {plan.Terms.Amount} base units of mint ")
            + Text($"{plan.Terms.Mint} every {plan.Terms.PeriodHours} hours, to {Names(plan.Terms.Destinations)}, ")
            + $"taken by {Pullers(plan)}.",
        InstructionReading.Subscription subscription =>
            $"{subscription.Subscriber} subscribes to the plan {subscription.Plan} of {subscription.Merchant}: "
            + Text($"at most {subscription.Amount} base units of mint {subscription.Mint} ")
            + Text($"every {subscription.PeriodHours} hours."),
        InstructionReading.Pull pull =>
            Text($"{pull.Request.Caller} takes {pull.Request.Amount} base units of mint {pull.Request.Mint} ")
            + $"from {pull.Request.Subscriber} to account {pull.Request.ReceiverTokenAccount}{Tagged(pull.Extra)}",
        InstructionReading.SubscriptionStep step => Step(step.Step, step.Signer),
        InstructionReading.Unknown unknown => $"Calls the program {unknown.ProgramId} with something unknown here.",
        _ => throw new ArgumentOutOfRangeException(nameof(reading), reading, "Nobody has words for it."),
    };

    private static string Step(SubscriptionInstruction step, Address signer) => step switch
    {
        SubscriptionInstruction.Cancel => $"{signer} cancels a subscription at the end of its period.",
        SubscriptionInstruction.CancelNow => $"{signer} cancels a subscription at once.",
        SubscriptionInstruction.Resume => $"{signer} resumes a subscription.",
        SubscriptionInstruction.RevokeSubscription => $"{signer} closes a subscription.",
        SubscriptionInstruction.RevokeAuthority => $"{signer} takes the approval of their subscriptions back.",
        SubscriptionInstruction.CloseAuthority => $"{signer} closes the authority of their subscriptions.",
        SubscriptionInstruction.UpdatePlan => $"{signer} changes a plan.",
        _ => $"{signer} deletes a plan.",
    };

    private static string Amount(InstructionReading.TokenTransfer transfer) => transfer switch
    {
        { Mint: { } mint, Decimals: { } decimals } => $"{PayAmount.Of(transfer.Amount, decimals)} of mint {mint}",
        _ => Text($"{transfer.Amount} base units of a mint that is not named"),
    };

    private static string Names(IReadOnlyList<Address> keys) => keys.Count == 0 ? "anybody" : string.Join(", ", keys);

    private static string Pullers(InstructionReading.PlanCreation plan) =>
        string.Join(", ", plan.Terms.Pullers.Prepend(plan.Owner).Distinct());

    private static string Tagged(AddressList references) =>
        references.Count == 0 ? "." : $", tagged {references}.";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
