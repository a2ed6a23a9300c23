using System.Buffers.Binary;
using HiltBot.Solana.Keys;
using HiltBot.Solana.Programs;
using HiltBot.Solana.Transactions;

namespace HiltBot.Solana.Subscriptions;

/// <summary>
/// The Subscriptions program, release 0.5.0 (solana.md, section 7): its addresses and instructions. A user
/// gives one approval per mint to an authority of the program; a merchant publishes a plan; a subscription ties
/// both; whoever the plan lists pulls up to its amount once per period. Optional accounts are left out.
/// </summary>
public sealed partial class SubscriptionProgram
{
    /// <summary>
    /// In place of an authority's number when the authority is made in the same transaction. For one that
    /// exists already it fails with 136.
    /// </summary>
    public const long AuthorityMadeInThisSlot = long.MinValue;

    public SubscriptionProgram(Address programId)
    {
        ProgramId = programId;
        EventAuthority = ProgramDerivedAddress.Find(programId, "event_authority"u8.ToArray());
    }

    public SubscriptionProgram()
        : this(ProgramIds.Subscriptions)
    {
    }

    public Address ProgramId { get; }

    public ProgramDerivedAddress EventAuthority { get; }

    /// <summary>Who holds a user's approval for one mint, for all their subscriptions of it.</summary>
    public Address AuthorityOf(Address user, Address mint) => FindAuthority(user, mint).Address;

    public ProgramDerivedAddress FindAuthority(Address user, Address mint) => ProgramDerivedAddress.Find(
        ProgramId, "SubscriptionAuthority"u8.ToArray(), user.ToArray(), mint.ToArray());

    public Address PlanOf(Address owner, ulong planId) => FindPlan(owner, planId).Address;

    public ProgramDerivedAddress FindPlan(Address owner, ulong planId)
    {
        var number = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(number, planId);
        return ProgramDerivedAddress.Find(ProgramId, "plan"u8.ToArray(), owner.ToArray(), number);
    }

    /// <summary>
    /// The address is used again when somebody signs up anew: it alone does not name one subscription for ever.
    /// </summary>
    public Address SubscriptionOf(Address plan, Address subscriber) =>
        FindSubscription(plan, subscriber).Address;

    public ProgramDerivedAddress FindSubscription(Address plan, Address subscriber) =>
        ProgramDerivedAddress.Find(
            ProgramId, "subscription"u8.ToArray(), plan.ToArray(), subscriber.ToArray());

    private Instruction Call(SubscriptionData data, params IEnumerable<AccountMeta> accounts) =>
        new(ProgramId, [.. accounts], data.ToArray());

    /// <summary>What every instruction ends with that leaves an event.</summary>
    private AccountMeta[] Events() =>
        [AccountMeta.Readonly(EventAuthority.Address), AccountMeta.Readonly(ProgramId)];

    private static AccountMeta[] Payer(Address? rentPayer) =>
        rentPayer is { } payer ? [AccountMeta.WritableSigner(payer)] : [];

    /// <summary>Where the rent goes back to, when that is not who signs.</summary>
    private static AccountMeta[] RentBack(Address signer, Address? rentPayer) =>
        rentPayer is { } payer && payer != signer ? [AccountMeta.Writable(payer)] : [];
}
