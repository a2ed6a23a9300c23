using HiltBot.Engine.Values;

namespace HiltBot.Engine.Chat;

/// <summary>What somebody is typing into an option of a command.</summary>
/// <param name="Command">As in <see cref="CommandList"/>: <c>offer edit</c>.</param>
public sealed record SuggestRequest(
    Platform Platform, string? CommunityExternalId, ChatPerson Person, string Command, string Option, string Typed);

/// <param name="Label">At most 100 characters.</param>
/// <param name="Value">What the option holds when it is chosen; at most 100 characters.</param>
public sealed record ChatSuggestion(string Label, string Value);

/// <summary>Autocomplete: offers and buyers, only what this person may see. Never changes anything.</summary>
public sealed class SuggestWords
{
    public const int CountMax = 25;

    public Task<IReadOnlyList<ChatSuggestion>> HandleAsync(
        SuggestRequest request, CancellationToken cancellationToken) =>
        Task.FromException<IReadOnlyList<ChatSuggestion>>(new NotSupportedException());
}
