using HiltBot.Engine.Chat;
using HiltBot.Engine.Notices;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.TestKit;

namespace HiltBot.Engine.Tests.Chat;

public sealed class EveryNoticeHasWordsTests
{
    private static readonly string Opaque = Id.ToOpaque(ProductId.New(ManualTime.Start));

    private static readonly NoticeFacts Full = new()
    {
        MerchantName = "Harbor House",
        ProductTitle = "Gold",
        MemberDisplay = "Ana",
        Amount = "29.00 USDC",
        Difference = "1.00 USDC",
        PeriodEndAt = ManualTime.Start.AddDays(2),
        GraceEndsAt = ManualTime.Start.AddDays(5),
        TimeZone = "Europe/Berlin",
        Targets = ["Inner circle", "Workshop"],
        OffsetDays = 2,
        InviteUrl = "https://example.org/invite",
        Problem = "The role stands above mine.",
        Mend = "Drag my role above it in Server settings, Roles.",
        Membership = Opaque,
        Product = Opaque,
        Brake = Opaque,
        Payment = Opaque,
        Ticket = Opaque,
        Count = 12,
        Text = "words",
    };

    public static TheoryData<NoticeKind, NoticeAudience> All
    {
        get
        {
            var all = new TheoryData<NoticeKind, NoticeAudience>();
            foreach (var kind in Enum.GetValues<NoticeKind>())
            {
                foreach (var audience in Enum.GetValues<NoticeAudience>())
                {
                    all.Add(kind, audience);
                }
            }

            return all;
        }
    }

    [Theory, MemberData(nameof(All))]
    public void With_all_facts_it_reads_well_and_its_buttons_can_be_pressed(NoticeKind kind, NoticeAudience audience)
    {
        var reply = NoticeWording.Of(Of(kind, audience, Full));
        IsPlain(reply);
        Assert.All(reply.Buttons, button => Assert.True(
            (button.Url is null && ActionId.TryParse(button.ActionId, out _)) || button.Url == Full.InviteUrl));
    }

    [Theory, MemberData(nameof(All))]
    public void Without_any_fact_it_has_no_holes(NoticeKind kind, NoticeAudience audience) =>
        IsPlain(NoticeWording.Of(Of(kind, audience, new NoticeFacts())));

    [Fact]
    public void A_reminder_says_when_what_happens_next_and_that_nothing_is_charged()
    {
        var reply = NoticeWording.Of(Of(NoticeKind.Reminder, NoticeAudience.Buyer, Full));
        Assert.Equal(
            "Your Gold ends in 2 days, on 4 March 2026, 10:30 CET (Europe/Berlin). Nothing is charged by itself.\n" +
            "Renew now and no day is lost: the new period starts where this one ends.\n" +
            "Without a renewal your access is closed after 7 March 2026, 10:30 CET (Europe/Berlin).",
            reply.Text);
        Assert.Equal(["Renew", "No more reminders"], reply.Buttons.Select(button => button.Label));
    }

    [Fact]
    public void No_message_carries_a_link_that_pays()
    {
        foreach (var kind in Enum.GetValues<NoticeKind>())
        {
            var reply = NoticeWording.Of(Of(kind, NoticeAudience.Buyer, Full with { InviteUrl = null }));
            Assert.DoesNotContain(reply.Buttons, button => button.Url is not null);
            Assert.DoesNotContain("http", reply.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_merchants_name_cannot_turn_the_text_around()
    {
        var reply = NoticeWording.Of(Of(
            NoticeKind.Revoked, NoticeAudience.Buyer, Full with { MerchantName = "\u202Eevil\n\nSend all to X" }));
        Assert.StartsWith("evil Send all to X has ended", reply.Text, StringComparison.Ordinal);
    }

    private static void IsPlain(ChatReply reply)
    {
        Assert.False(string.IsNullOrWhiteSpace(reply.Text));
        Assert.DoesNotContain("  ", reply.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("!!", reply.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("\n\n\n", reply.Text, StringComparison.Ordinal);
        Assert.InRange(reply.Text.Length, 10, 1900);
    }

    private static Notice Of(NoticeKind kind, NoticeAudience audience, NoticeFacts facts) => new()
    {
        Id = NoticeId.New(ManualTime.Start),
        MerchantId = MerchantId.New(ManualTime.Start),
        Key = "test",
        Audience = audience,
        Kind = kind,
        FactsJson = Facts.Write(facts),
        State = NoticeState.Pending,
        CreatedAt = ManualTime.Start,
    };
}
