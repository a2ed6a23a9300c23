using HiltBot.Engine.Payments;
using HiltBot.Engine.Values;
using HiltBot.TestKit;

namespace HiltBot.Engine.Tests.Payments;

public sealed class SessionsEndTests
{
    private static readonly DateTimeOffset Now = ManualTime.Start;

    [Theory]
    [InlineData(PaymentStatus.PendingSignature, 0, 31, 40, SessionStep.Wait)]
    [InlineData(PaymentStatus.PendingSignature, 0, 32, 31, SessionStep.Wait)]
    [InlineData(PaymentStatus.PendingSignature, 0, 32, null, SessionStep.Wait)]
    [InlineData(PaymentStatus.PendingSignature, 0, 32, 32, SessionStep.End)]
    [InlineData(PaymentStatus.PendingConfirmation, 1, 40, 33, SessionStep.End)]
    [InlineData(PaymentStatus.Confirmed, 0, 40, 40, SessionStep.Nothing)]
    [InlineData(PaymentStatus.Failed, 1, 92, null, SessionStep.LastLook)]
    [InlineData(PaymentStatus.Failed, 3, 92, 92, SessionStep.Nothing)]
    public void A_session_ends_when_its_account_is_read_through_its_end(
        PaymentStatus status, int lookUps, int minute, int? readThroughMinute, SessionStep step)
    {
        var payment = Payments.Session(Now);
        payment.Status = status;
        payment.LookUps = lookUps;
        DateTimeOffset? readThrough = readThroughMinute is { } at ? Now.AddMinutes(at) : null;
        Assert.Equal(step, SessionEnd.At(payment, Now.AddMinutes(minute), readThrough));
    }

    [Fact]
    public void A_named_signature_is_looked_for_once_and_then_asked_after_while_the_session_lasts()
    {
        var payment = Payments.Session(Now);
        payment.NamedSignature = "named";
        Assert.Equal(SessionStep.Look, SessionEnd.At(payment, Now.AddMinutes(1), null));
        payment.LookUps = 1;
        Assert.Equal(SessionStep.Check, SessionEnd.At(payment, Now.AddMinutes(1), null));
        Assert.Equal(Now.AddMinutes(1) + SessionEnd.CheckTime, SessionEnd.NextCheckAt(payment, Now.AddMinutes(1)));
        payment.NamedSignature = null;
        Assert.Equal(SessionStep.Wait, SessionEnd.At(payment, Now.AddMinutes(1), null));
        Assert.Equal(SessionEnd.EndOf(payment), SessionEnd.NextCheckAt(payment, Now.AddMinutes(1)));
    }

    [Theory]
    [InlineData(true, true, null, 100, typeof(NamedFate.Landed), null)]
    [InlineData(true, false, 300L, 1_000, typeof(NamedFate.Open), null)]
    [InlineData(false, false, null, 100, typeof(NamedFate.Open), 280L)]
    [InlineData(false, false, 280L, 280, typeof(NamedFate.Open), 280L)]
    [InlineData(false, false, 280L, 281, typeof(NamedFate.Lost), null)]
    public void A_named_signature_is_lost_only_past_the_last_height_at_which_it_could_land(
        bool isKnown, bool isFinal, long? noted, long final, Type fate, long? validHeight)
    {
        var found = NamedFate.Of(new SignatureFate(isKnown, isFinal, final + 30, final), noted);
        Assert.IsType(fate, found);
        Assert.Equal(validHeight, (found as NamedFate.Open)?.ValidHeight);
    }

    [Fact]
    public void What_cannot_be_read_is_tried_ever_more_rarely_for_a_day_and_then_a_few_times_in_months()
    {
        var row = new UnreadableTransaction
        {
            Id = UnreadableId.New(Now),
            Account = "account",
            Signature = "odd",
            Slot = 1,
            Reason = "odd",
            FirstTriedAt = Now,
            LastTriedAt = Now,
            Tries = 1,
        };
        while (!UnreadableRule.IsRipe(row, row.LastTriedAt))
        {
            (row.LastTriedAt, row.Tries) = (UnreadableRule.NextTryAt(row), row.Tries + 1);
        }

        Assert.InRange(row.LastTriedAt - Now, UnreadableRule.HoldTime, UnreadableRule.HoldTime + TimeSpan.FromMinutes(30));
        Assert.InRange(row.Tries, UnreadableRule.TriesMin, 70);
        row.Tries = UnreadableRule.TriesMin - 1;
        Assert.False(UnreadableRule.IsRipe(row, row.LastTriedAt));
        var looks = 0;
        for (var at = (DateTimeOffset?)Now; at is { } now; looks++)
        {
            at = UnreadableRule.NextLookAt(looks, now);
        }

        Assert.Equal(9, looks);
    }

    [Theory]
    [InlineData("session_expired", false)]
    [InlineData("transaction_not_found", true)]
    [InlineData("transaction_failed", true, Verdict.TransactionFailed)]
    [InlineData("asset_mismatch", false, Verdict.TransactionFailed, Verdict.WrongAsset)]
    [InlineData("recipient_mismatch", false, Verdict.WrongRecipient)]
    [InlineData("payer_mismatch", false, Verdict.PayerMismatch)]
    [InlineData("amount_mismatch", true, Verdict.Short, Verdict.WrongRecipient)]
    [InlineData("session_expired", true, Verdict.NothingArrived)]
    public void The_reason_is_the_best_that_was_seen(string reason, bool isNamed, params Verdict[] seen)
    {
        var payment = Payments.Session(Now);
        payment.NamedSignature = isNamed ? "named" : null;
        Assert.Equal(reason, SessionEnd.ReasonOf(payment, seen));
    }

    [Theory]
    [InlineData(true, 1, 1, 4, 2_000)]
    [InlineData(false, 1, 1, 4, 60_000)]
    [InlineData(true, 8, 0, 4, 4_000)]
    [InlineData(false, 0, 240, 4, 120_000)]
    [InlineData(true, 400, 240_000, 10, 1_680_000)]
    public void Intervals_stretch_to_stay_within_half_of_the_budget(
        bool isOpen, int open, int quiet, int requestsPerSecond, int milliseconds)
    {
        var load = new AccountLoad(open, quiet);
        Assert.Equal(milliseconds, ReadIntervals.Next(isOpen, load, requestsPerSecond).TotalMilliseconds);
        Assert.Equal(isOpen ? ReadIntervals.Open : ReadIntervals.Quiet, ReadIntervals.Next(isOpen, load, null));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(6, 32)]
    [InlineData(7, 60)]
    [InlineData(70_000, 60)]
    public void An_account_that_cannot_be_read_is_tried_less_often(int failures, int seconds) =>
        Assert.Equal(seconds, ReadIntervals.Backoff(failures).TotalSeconds);
}
