using System.Diagnostics.CodeAnalysis;

namespace HiltBot.Solana.Subscriptions;

/// <summary>The first byte of an instruction's data (solana.md, section 7).</summary>
[SuppressMessage("Design", "CA1028", Justification = "It is the byte on the wire.")]
public enum SubscriptionInstruction : byte
{
    InitAuthority = 0,
    RevokeSubscription = 3,
    CloseAuthority = 6,
    CreatePlan = 7,
    UpdatePlan = 8,
    DeletePlan = 9,
    Pull = 10,
    Subscribe = 11,
    Cancel = 12,
    Resume = 13,
    RevokeAuthority = 14,
    CancelNow = 17,
}
