using HiltBot.Engine.Access;
using HiltBot.Engine.Buyers;
using HiltBot.Engine.Memberships;
using HiltBot.Engine.Notices;
using HiltBot.Engine.Outbox;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Renewals;
using HiltBot.Engine.Sandbox;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Webhooks;
using HiltBot.Web.Api.Gate;
using HiltBot.Web.Api.Products;
using Quartz;

namespace HiltBot;

/// <summary>
/// Everything that happens by itself, on one page. Every line looks for what is due, claims it and does it;
/// commits wake the lines that have a bell at once, the interval is for what nobody rang. The scheduler lives
/// in memory on every node: a restart loses nothing, because what is due stands in rows.
/// </summary>
internal static class Schedule
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan KeyUseInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <param name="look">How often the sweeps look by themselves: <c>HiltBot:Work:SweepSeconds</c>.</param>
    public static IReadOnlyList<SweepLine> Lines(TimeSpan look) =>
    [
        // 4 settlement: read the accounts, settle what arrived; look again at what nobody could read; end
        // the sessions that ran out
        Line<ReadReceivingAccounts>(Sweep.Settlement, look, (step, stop) => step.HandleAsync(stop)),
        Line<RetryUnreadable>(null, Minute, (step, stop) => step.HandleAsync(stop)),
        Line<EndCheckouts>(Sweep.Checkouts, look, (step, stop) => step.HandleAsync(stop)),

        // and who of the chain's nodes is behind, and how far the reading has come
        Line<WatchNodes>(null, Minute / 4, (step, stop) => step.HandleAsync(stop)),

        // payments that the ledger does not know yet are sent again, the same bytes
        Line<ResendPayments>(null, ResendPayments.Interval, (step, stop) => step.HandleAsync(stop)),

        // 6 access: make the platforms agree; ask again about closings that the brake holds
        Line<ReconcileAccess>(Sweep.Access, look, (step, stop) => step.HandleAsync(stop)),
        Line<AskBrakes>(Sweep.Brakes, look, (step, stop) => step.HandleAsync(stop)),
        Line<LookAtRights>(Sweep.Communities, look, (step, stop) => step.HandleAsync(stop)),
        Line<SurveyMembers>(Sweep.Communities, look, (step, stop) => step.HandleAsync(stop)),
        Line<AuditSeats>(null, 5 * Minute, (step, stop) => step.HandleAsync(stop)),
        Line<ProbeRights>(null, 15 * Minute, (step, stop) => step.HandleAsync(stop)),

        // 7 notice: to buyers and merchants; to the merchant's software
        Line<SendNotices>(Sweep.Notices, look, (step, stop) => step.HandleAsync(stop)),
        Line<RenderEvents>(Sweep.Webhooks, look, (step, stop) => step.HandleAsync(stop)),
        Line<DeliverWebhooks>(Sweep.Deliveries, look, (step, stop) => step.HandleAsync(stop)),

        // 8 renewal: collect what payers allowed
        Line<CollectRenewals>(Sweep.Renewals, look, (step, stop) => step.HandleAsync(stop)),

        // 8 and 9: reminders, grace, expiry, allowed removals
        Line<LapseMemberships>(Sweep.Memberships, look, (step, stop) => step.HandleAsync(stop)),

        // what keys did is counted a little later, many calls together
        Line<WriteKeyUse>(null, KeyUseInterval, (step, stop) => step.HandleAsync(stop)),

        // and how often products were looked at
        Line<WriteProductOpens>(null, KeyUseInterval, (step, stop) => step.HandleAsync(stop)),

        // what a buyer asked to be forgotten goes when nothing needs it any more
        Line<FinishForgetting>(null, Hour, (step, stop) => step.HandleAsync(stop)),

        // what only grew and nobody needs any more
        Line<PruneRows>(null, Hour, (step, stop) => step.HandleAsync(stop)),

        // the house itself: who sends (by a pace of its own, else the lease runs out), the second clock, the
        // heartbeat and its doubts
        Line<SendingLease>(null, Leases.HoldInterval, (step, stop) => step.HandleAsync(stop)),
        Line<AdoptClock>(null, look, (step, stop) => Once(step.HandleAsync(stop))),
        Line<BeatHeart>(null, Minute, (step, stop) => Once(step.HandleAsync(stop))),
    ];

    public static void Plan(IQuartzBuilder quartz, IReadOnlyList<SweepLine> lines)
    {
        // Lateness is no debt: a sweep that was late looks once, not once for every look it missed.
        quartz.UseInMemoryStore(store => store.MisfireThreshold = TimeSpan.FromSeconds(1));
        quartz.UseDefaultThreadPool(pool => pool.MaxConcurrency = lines.Count);
        foreach (var line in lines)
        {
            quartz.ScheduleJob<SweepJob>(
                trigger => trigger.StartNow()
                    .WithSimpleSchedule(every => every.WithInterval(line.Interval).RepeatForever()
                    .WithMisfireInstruction(SimpleTriggerMisfireInstruction.NextWithRemainingCount)),
                job => job.WithIdentity(line.Name));
        }
    }

    private static SweepLine Line<TStep>(
        Sweep? wakes, TimeSpan interval, Func<TStep, CancellationToken, Task<int>> runAsync)
        where TStep : notnull =>
        new(typeof(TStep).Name, wakes, interval, (services, stop) => runAsync(services.GetRequiredService<TStep>(), stop));

    private static async Task<int> Once(Task done)
    {
        await done;
        return 0;
    }
}
