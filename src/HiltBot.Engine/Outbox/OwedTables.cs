using HiltBot.Engine.Access;
using HiltBot.Engine.Memberships;
using HiltBot.Engine.Notices;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Renewals;
using HiltBot.Engine.Webhooks;

namespace HiltBot.Engine.Outbox;

/// <summary>Which sweep works on which owed rows.</summary>
internal static class OwedTables
{
    public static Sweep? SweepOf(IOwed owed) => owed switch
    {
        ReceivingAccount => Sweep.Settlement,
        Payment => Sweep.Checkouts,
        Membership => Sweep.Memberships,
        Seat => Sweep.Access,
        Notice => Sweep.Notices,
        WebhookEvent => Sweep.Webhooks,
        Brake => Sweep.Brakes,
        WebhookDelivery => Sweep.Deliveries,
        RenewalAuthorization => Sweep.Renewals,
        _ => null,
    };
}
