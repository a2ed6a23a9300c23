using HiltBot.Solana.Keys;
using HiltBot.Solana.Subscriptions;

namespace HiltBot.Solana.Reading;

/// <summary>
/// What one instruction of a message asks for. Only what stands there is told: whether it would succeed, and
/// what programs do inside, the chain alone knows. Amounts are base units.
/// </summary>
public abstract record InstructionReading
{
    private InstructionReading()
    {
    }

    public sealed record SolTransfer(
        Address From, Address To, ulong Lamports, AddressList References) : InstructionReading;

    /// <summary>The transaction does not expire with its blockhash.</summary>
    public sealed record NonceAdvance(Address NonceAccount, Address Authority) : InstructionReading;

    /// <param name="Source">A token account, as is the destination.</param>
    /// <param name="Mint">Null in the older form of transfer, which does not say it.</param>
    public sealed record TokenTransfer(
        Address TokenProgram, Address Source, Address? Mint, Address Destination, Address Owner, ulong Amount,
        byte? Decimals, AddressList References) : InstructionReading;

    public sealed record TokenAccountCreation(
        Address Payer, Address Account, Address Owner, Address Mint, Address TokenProgram,
        bool MayExist) : InstructionReading;

    /// <param name="Signers">Keys that the memo makes sign; ours name none.</param>
    public sealed record Memo(string Text, AddressList Signers) : InstructionReading;

    public sealed record UnitLimit(uint Units) : InstructionReading;

    public sealed record UnitPrice(ulong MicroLamports) : InstructionReading;

    /// <summary>Gives the Subscriptions program an approval without limit over this token account.</summary>
    public sealed record Approval(
        Address User, Address Mint, Address TokenAccount, Address? RentPayer) : InstructionReading;

    public sealed record PlanCreation(
        Address Owner, Address Plan, PlanTerms Terms, Address? RentPayer) : InstructionReading;

    /// <summary>Agrees to these terms.</summary>
    /// <param name="Amount">At most this much per period.</param>
    public sealed record Subscription(
        Address Subscriber, Address Merchant, Address Plan, Address Mint, ulong Amount, ulong PeriodHours,
        Address? RentPayer) : InstructionReading;

    /// <param name="Extra">References.</param>
    public sealed record Pull(PullRequest Request, Address Source, AddressList Extra) : InstructionReading;

    /// <summary>A step that moves no tokens and agrees to none: cancel, resume, close, update.</summary>
    /// <param name="Signer">The first account, who asks for it.</param>
    public sealed record SubscriptionStep(SubscriptionInstruction Step, Address Signer) : InstructionReading;

    /// <summary>Another program, or a form that is not known here.</summary>
    public sealed record Unknown(Address ProgramId) : InstructionReading;
}
