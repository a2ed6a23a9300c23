using HiltBot.Engine.Chat;
using HiltBot.Engine.Values;
using HiltBot.TestKit;

namespace HiltBot.Storage.Tests.Chat;

/// <summary>Forms that are asked field by field, over restarts and repeated updates.</summary>
public sealed class TypedFormsTests
{
    private static readonly ChatForm Form = new(
        "support:AAAAAAAAAAAAAAAAAAAAAA", "Ask for help",
        [
            new ChatField("subject", "What is it about?", LengthMax: 20),
            new ChatField("order", "Which order?", IsRequired: false),
            new ChatField("message", "What happened?", IsLong: true),
        ]);

    public static TheoryData<string> Both => Store.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task Every_answer_counts_once_however_often_it_comes(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var first = await BeginAsync(store, "1");
        Assert.Equal(("Write to Zoë:", 1, 3, false), (first.Intro, first.Number, first.Count, first.IsOptional));
        Assert.Equal(first, await BeginAsync(store, "1"));
        for (var time = 0; time < 2; time++)
        {
            var second = Assert.IsType<TypedStep.Ask>(await AnswerAsync(store, "2", "Rope")).Question;
            Assert.Equal(("order", true, string.Empty), (second.Field.Name, second.IsOptional, second.Intro));
        }

        Assert.Equal("message", Asked(await SkipAsync(store, "3")).Field.Name);
        for (var time = 0; time < 2; time++)
        {
            var filled = Assert.IsType<TypedStep.Filled>(await AnswerAsync(store, "4", "It broke."));
            Assert.Equal(("-100", Form.ActionId), (filled.CommunityExternalId, filled.Input.ActionId));
            Assert.Equal(
                [("message", "It broke."), ("subject", "Rope")],
                filled.Input.Fields.Select(field => (field.Key, field.Value)).Order());
        }

        Assert.IsType<TypedStep.NotAsked>(await AnswerAsync(store, "5", "And another thing"));
        Assert.IsType<TypedStep.NotAsked>(await AnswerAsync(store, "6", "Hello?"));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task What_does_not_fit_is_asked_again_with_the_reason(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        await BeginAsync(store, "1");
        var again = Asked(await AnswerAsync(store, "2", new string('x', 21)));
        Assert.Equal(("subject", "That is too long: at most 20 characters."), (again.Field.Name, again.Problem));
        Assert.NotNull(Asked(await AnswerAsync(store, "3", "   ")).Problem);
        Assert.Equal("This one is needed.", Asked(await SkipAsync(store, "4")).Problem);
        Assert.Null(Asked(await AnswerAsync(store, "5", "Rope")).Problem);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task One_person_has_one_form_and_may_leave_it(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        Assert.False(await EndAsync(store));
        await BeginAsync(store, "1");
        await AnswerAsync(store, "2", "Rope");
        Assert.Equal(1, (await BeginAsync(store, "3")).Number);
        Assert.IsType<TypedStep.NotAsked>(await store.InScopeAsync<TypedForms, TypedStep>(
            forms => forms.AnswerAsync(Platform.Telegram, "another", "4", "Rope", default)));
        Assert.True(await EndAsync(store));
        Assert.IsType<TypedStep.NotAsked>(await AnswerAsync(store, "5", "Rope"));
    }

    private static TypedQuestion Asked(TypedStep step) => Assert.IsType<TypedStep.Ask>(step).Question;

    private static Task<TypedQuestion> BeginAsync(Store store, string update) =>
        store.InScopeAsync<TypedForms, TypedQuestion>(forms => forms.BeginAsync(
            Platform.Telegram, "7", update, "-100", "Write to Zoë:", Form, default));

    private static Task<TypedStep> AnswerAsync(Store store, string update, string text) =>
        store.InScopeAsync<TypedForms, TypedStep>(
            forms => forms.AnswerAsync(Platform.Telegram, "7", update, text, default));

    private static Task<TypedStep> SkipAsync(Store store, string update) =>
        store.InScopeAsync<TypedForms, TypedStep>(forms => forms.SkipAsync(Platform.Telegram, "7", update, default));

    private static Task<bool> EndAsync(Store store) =>
        store.InScopeAsync<TypedForms, bool>(forms => forms.EndAsync(Platform.Telegram, "7", default));
}
