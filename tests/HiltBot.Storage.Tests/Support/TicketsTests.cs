using HiltBot.Engine.Chat;
using HiltBot.Engine.Notices;
using HiltBot.Engine.Support;
using HiltBot.Engine.Webhooks;
using HiltBot.Storage.Tests.Chat;
using HiltBot.TestKit;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Storage.Tests.Support;

public sealed class TicketsTests
{
    public static TheoryData<string> Both => Store.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task A_question_goes_to_staff_and_the_answer_comes_back(string provider)
    {
        await using var world = await ChatWorld.OpenAsync(provider);
        var ana = world.Ana;
        await ana.SayAsync("/support");
        var asked = await ana.FillAsync(("subject", "No role\u202E"), ("message", "I paid\n\n\n\nand have nothing"));
        Assert.Contains("private message", asked.Text, StringComparison.Ordinal);
        var notice = await NoticeAsync(world, NoticeKind.SupportAsked);
        Assert.Equal(NoticeAudience.AlertChannel, notice.Audience);
        var shown = NoticeWording.Of(notice);
        Assert.Contains("Ana asks for help about No role.", shown.Text, StringComparison.Ordinal);
        Assert.Contains("I paid\n\nand have nothing", shown.Text, StringComparison.Ordinal);
        Assert.Equal(1, await world.Store.ReadAsync(db => db.WebhookEvents.CountAsync(
            row => row.EventType == EventTypes.SupportTicketCreated)));

        var answer = shown.Buttons.Single(button => button.Label == "Answer").ActionId!;
        Assert.Contains("may do that", (await world.Ben.PressIdAsync(answer)).Text, StringComparison.Ordinal);
        world.Store.Time.Advance(TimeSpan.FromMinutes(1));
        await world.Robin.PressIdAsync(answer);
        await world.Robin.FillAsync(("message", "Look again, please."));
        var told = await NoticeAsync(world, NoticeKind.SupportAnswered);
        var message = NoticeWording.Of(told);
        Assert.Contains("Look again, please.", message.Text, StringComparison.Ordinal);

        var reply = message.Buttons.Single().ActionId!;
        Assert.Contains("belongs to somebody else", (await world.Ben.PressIdAsync(reply)).Text, StringComparison.Ordinal);
        world.Store.Time.Advance(TimeSpan.FromMinutes(1));
        await ana.PressIdAsync(reply);
        await ana.FillAsync(("message", "It works now."));
        Assert.Equal(
            [TicketAuthors.Buyer, TicketAuthors.Staff, TicketAuthors.Buyer],
            await world.Store.ReadAsync(db => db.TicketMessages.OrderBy(row => row.CreatedAt).ThenBy(row => row.Id)
                .Select(row => row.AuthorType).ToListAsync()));
        Assert.Equal(2, await world.Store.ReadAsync(db => db.Notices.CountAsync(row => row.Kind == NoticeKind.SupportAsked)));

        await world.Robin.PressIdAsync(shown.Buttons.Single(button => button.Label == "Close").ActionId!);
        await ana.PressIdAsync(reply);
        Assert.Contains("is closed", (await ana.FillAsync(("message", "Thanks"))).Text, StringComparison.Ordinal);
        Assert.Equal(3, await world.CountAsync<TicketMessage>());
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Empty_and_endless_questions_are_refused(string provider)
    {
        await using var world = await ChatWorld.OpenAsync(provider);
        var ana = world.Ana;
        await ana.SayAsync("/support");
        Assert.Contains("Nothing was sent", (await ana.FillAsync(("subject", " "), ("message", "x"))).Text,
            StringComparison.Ordinal);
        await ana.SayAsync("/support");
        Assert.Contains("Nothing was sent", (await ana.FillAsync(("subject", "x"), ("message", "\u200B"))).Text,
            StringComparison.Ordinal);
        for (var i = 0; i < TicketRules.OpenMax; i++)
        {
            await ana.SayAsync("/support");
            await ana.FillAsync(("subject", $"Question {i}"), ("message", "please"));
        }

        Assert.Contains("5 open questions already", (await ana.SayAsync("/support")).Text, StringComparison.Ordinal);
        Assert.Null(ana.Last.Form);
        Assert.Equal(TicketRules.OpenMax, await world.CountAsync<Ticket>());
    }

    private static Task<Notice> NoticeAsync(ChatWorld world, NoticeKind kind) =>
        world.Store.ReadAsync(db => db.Notices.FirstAsync(row => row.Kind == kind));
}
