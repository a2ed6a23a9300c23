using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Chat;

/// <summary>What to ask next, one field at a time.</summary>
/// <param name="Intro">What the reply that opened the form said; empty from the second question on.</param>
/// <param name="Number">From 1.</param>
/// <param name="IsOptional">May be left as it is with <c>/skip</c>.</param>
/// <param name="Problem">Why the last answer was not taken; null where it was.</param>
public sealed record TypedQuestion(
    string Intro, string Title, ChatField Field, int Number, int Count, bool IsOptional, string? Problem);

/// <summary>What became of a line that somebody typed.</summary>
public abstract record TypedStep
{
    private TypedStep()
    {
    }

    /// <summary>Nothing was asked of them: the line means something else.</summary>
    public sealed record NotAsked : TypedStep;

    public sealed record Ask(TypedQuestion Question) : TypedStep;

    /// <summary>All is answered: it goes on to the conversation under the same update id.</summary>
    /// <param name="CommunityExternalId">The place that the form is about; null in a purely private one.</param>
    public sealed record Filled(string? CommunityExternalId, ChatInput.Submitted Input) : TypedStep;
}

/// <summary>
/// Forms for platforms that have none: they are asked field by field, and what was answered is kept in the database, so that
/// neither a restart nor another node loses it. One form per person; a new one, and every command, ends the old one.
/// </summary>
public sealed class TypedForms(Work work, TimeProvider time)
{
    /// <param name="updateId">Of the update that opened it: opening it again asks the same again.</param>
    public Task<TypedQuestion> BeginAsync(
        Platform platform, string accountId, string updateId, string? communityExternalId, string intro, ChatForm form,
        CancellationToken cancellationToken) =>
        work.RunAsync(
            async db =>
            {
                var row = await FindAsync(db, platform, accountId, cancellationToken);
                if (row?.UpdateId == updateId)
                {
                    return Question(Facts.Read<State>(row.StateJson));
                }

                var state = new State(intro, form, [], null);
                if (row is null)
                {
                    row = new TypedForm
                    {
                        Platform = platform,
                        AccountId = accountId,
                        StateJson = string.Empty,
                        UpdateId = updateId,
                        AskedAt = time.Now(),
                    };
                    db.TypedForms.Add(row);
                }

                row.CommunityExternalId = communityExternalId;
                Keep(row, state, updateId);
                return Question(state);
            },
            cancellationToken);

    /// <summary>Takes a line as the answer to what was asked last. The same update again has the same outcome.</summary>
    public Task<TypedStep> AnswerAsync(
        Platform platform, string accountId, string updateId, string text, CancellationToken cancellationToken) =>
        StepAsync(
            platform, accountId, updateId,
            field =>
            {
                var answer = PlainText.Body(text, field.LengthMax + 1);
                return answer.Length > field.LengthMax
                    ? (null, $"That is too long: at most {field.LengthMax} characters.")
                    : answer.Length == 0 && field.IsRequired
                        ? (null, "That was empty.")
                        : (answer, null);
            },
            cancellationToken);

    /// <summary><c>/skip</c>: leaves a field as it is: with the value that it was offered with, or empty.</summary>
    public Task<TypedStep> SkipAsync(
        Platform platform, string accountId, string updateId, CancellationToken cancellationToken) =>
        StepAsync(
            platform, accountId, updateId,
            field => field.IsRequired && string.IsNullOrEmpty(field.Value)
                ? (null, "This one is needed.")
                : (field.Value ?? string.Empty, null),
            cancellationToken);

    /// <returns>Whether something was asked.</returns>
    public Task<bool> EndAsync(Platform platform, string accountId, CancellationToken cancellationToken) =>
        work.RunAsync(
            async db =>
            {
                if (await FindAsync(db, platform, accountId, cancellationToken) is not { } row)
                {
                    return false;
                }

                db.TypedForms.Remove(row);
                return !IsDone(Facts.Read<State>(row.StateJson));
            },
            cancellationToken);

    private Task<TypedStep> StepAsync(
        Platform platform, string accountId, string updateId,
        Func<ChatField, (string? Answer, string? Problem)> take, CancellationToken cancellationToken) =>
        work.RunAsync<TypedStep>(
            async db =>
            {
                if (await FindAsync(db, platform, accountId, cancellationToken) is not { } row)
                {
                    return new TypedStep.NotAsked();
                }

                var state = Facts.Read<State>(row.StateJson);
                if (row.UpdateId != updateId)
                {
                    // The line after the last answer is no answer.
                    if (IsDone(state))
                    {
                        db.TypedForms.Remove(row);
                        return new TypedStep.NotAsked();
                    }

                    var (answer, problem) = take(state.Form.Fields[state.Answers.Count]);
                    state = answer is null
                        ? state with { Problem = problem }
                        : state with { Answers = [.. state.Answers, answer], Problem = null };
                    Keep(row, state, updateId);
                }

                return IsDone(state)
                    ? new TypedStep.Filled(row.CommunityExternalId, Submission(state))
                    : new TypedStep.Ask(Question(state));
            },
            cancellationToken);

    private void Keep(TypedForm row, State state, string updateId)
    {
        row.StateJson = Facts.Write(state);
        row.UpdateId = updateId;
        row.AskedAt = time.Now();
    }

    private static Task<TypedForm?> FindAsync(
        HiltDb db, Platform platform, string accountId, CancellationToken cancellationToken) =>
        db.TypedForms.SingleOrDefaultAsync(
            row => row.Platform == platform && row.AccountId == accountId, cancellationToken);

    private static bool IsDone(State state) => state.Answers.Count >= state.Form.Fields.Count;

    private static TypedQuestion Question(State state)
    {
        var index = Math.Min(state.Answers.Count, state.Form.Fields.Count - 1);
        var field = state.Form.Fields[index];
        return new TypedQuestion(
            index == 0 && state.Problem is null ? state.Intro : string.Empty, state.Form.Title, field, index + 1,
            state.Form.Fields.Count, !field.IsRequired || field.Value is { Length: > 0 }, state.Problem);
    }

    private static ChatInput.Submitted Submission(State state) => new(
        state.Form.ActionId,
        state.Form.Fields.Zip(state.Answers).Where(pair => pair.Second.Length > 0)
            .ToDictionary(pair => pair.First.Name, pair => pair.Second));

    private sealed record State(string Intro, ChatForm Form, IReadOnlyList<string> Answers, string? Problem);
}
