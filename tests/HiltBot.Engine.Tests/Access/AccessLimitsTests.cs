using HiltBot.Engine.Access;
using HiltBot.Engine.Memberships;
using HiltBot.TestKit;

namespace HiltBot.Engine.Tests.Access;

public sealed class AccessLimitsTests
{
    private static readonly DateTimeOffset Now = ManualTime.Start;

    [Theory]
    [InlineData(0, 10, 20, false)]
    [InlineData(0, 11, 20, true)]
    [InlineData(10, 1, 20, true)]
    [InlineData(0, 50, 1000, false)]
    [InlineData(0, 51, 1000, true)]
    [InlineData(100, 0, 20, false)]
    public void The_brake_trips_above_the_larger_of_seats_and_percent(int before, int now, int open, bool trips) =>
        Assert.Equal(trips, BrakeRule.Trips(before, now, open, new AccessOptions()));

    [Fact]
    public void Rescue_takes_five_tries_and_then_a_person() => Assert.Equal(
        [1, 5, 30, 120, 720, null],
        Enumerable.Range(1, 6).Select(failures => (int?)RescueSchedule.After(failures)?.TotalMinutes));

    [Fact]
    public void A_heartbeat_is_old_after_fifteen_minutes() => Assert.Equal(
        (false, false, true),
        (Doubts.IsOld(null, Now), Doubts.IsOld(Now.AddMinutes(-15), Now), Doubts.IsOld(Now.AddMinutes(-16), Now)));

    [Fact]
    public void Clocks_may_differ_by_a_minute() => Assert.Equal(
        (false, false, true, true),
        (Doubts.IsOff(null, Now), Doubts.IsOff(Now.AddSeconds(60), Now), Doubts.IsOff(Now.AddSeconds(61), Now),
            Doubts.IsOff(Now.AddSeconds(-61), Now)));

    [Fact]
    public void Delivery_is_the_worst_of_the_seats() => Assert.Equal(
        [
            (DeliveryStatus.NotRequired, null), (DeliveryStatus.Sent, null), (DeliveryStatus.Pending, null),
            (DeliveryStatus.Failed, "bad"), (DeliveryStatus.ManualReview, "bad"),
        ],
        new[]
        {
            DeliveryRule.Of(true, []), DeliveryRule.Of(true, [Part(DeliveryStatus.Sent)]),
            DeliveryRule.Of(true, [Part(DeliveryStatus.Sent), Part(null)]),
            DeliveryRule.Of(true, [Part(DeliveryStatus.ManualReview), Part(DeliveryStatus.Failed, "bad")]),
            DeliveryRule.Of(true, [Part(DeliveryStatus.Pending), Part(DeliveryStatus.ManualReview, "bad")]),
        });

    [Fact]
    public void Delivery_of_what_ended_is_revoked_once_closed_or_opened_by_another() => Assert.Equal(
        [DeliveryStatus.Sent, DeliveryStatus.Revoked, DeliveryStatus.Revoked],
        new[]
        {
            DeliveryRule.Of(false, [Part(DeliveryStatus.Sent), Part(DeliveryStatus.Revoked)]).Status,
            DeliveryRule.Of(false, [Part(DeliveryStatus.Revoked), Part(null)]).Status,
            DeliveryRule.Of(false, [Part(DeliveryStatus.Sent) with { IsOpenedByAnother = true }]).Status,
        });

    private static DeliveryPart Part(DeliveryStatus? status, string? error = null) => new(status, error, false);
}
