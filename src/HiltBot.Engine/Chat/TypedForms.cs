using HiltBot.Engine.Values;

namespace HiltBot.Engine.Chat;

/// <summary>What to ask next, one field at a time.</summary>
/// <param name="Intro">What the reply that opened the form said; empty from the second question on.</param>
/// <param name="Number">From 1.</param>
/// <param name="IsOptional">May be left out with <c>/skip</c>.</param>
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
public sealed class TypedForms
{
    /// <param name="updateId">Of the update that opened it: opening it again asks the same again.</param>
    public Task<TypedQuestion> BeginAsync(
        Platform platform, string accountId, string updateId, string? communityExternalId, string intro, ChatForm form,
        CancellationToken cancellationToken) =>
        throw new NotImplementedException();

    /// <summary>Takes a line as the answer to what was asked last. The same update again has the same outcome.</summary>
    public Task<TypedStep> AnswerAsync(
        Platform platform, string accountId, string updateId, string text, CancellationToken cancellationToken) =>
        throw new NotImplementedException();

    /// <summary><c>/skip</c>: leaves an optional field out.</summary>
    public Task<TypedStep> SkipAsync(
        Platform platform, string accountId, string updateId, CancellationToken cancellationToken) =>
        throw new NotImplementedException();

    /// <returns>Whether something was asked.</returns>
    public Task<bool> EndAsync(Platform platform, string accountId, CancellationToken cancellationToken) =>
        throw new NotImplementedException();
}
