using HiltBot.Engine.Chat;
using HiltBot.Engine.Merchants;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.Extensions.DependencyInjection;

namespace HiltBot.Telegram.Door;

/// <summary>The engine as the door uses it: each call in a scope of its own.</summary>
internal sealed class DoorEngine(IServiceScopeFactory scopes)
{
    public Task<ChatReply> ConverseAsync(ChatRequest request, CancellationToken cancellationToken) =>
        InScopeAsync<Conversation, ChatReply>(chat => chat.HandleAsync(request, cancellationToken));

    public Task<TypedQuestion> BeginFormAsync(
        string accountId, string updateId, string? communityExternalId, string intro, ChatForm form,
        CancellationToken cancellationToken) =>
        InScopeAsync<TypedForms, TypedQuestion>(forms => forms.BeginAsync(
            Platform.Telegram, accountId, updateId, communityExternalId, intro, form, cancellationToken));

    public Task<TypedStep> AnswerFormAsync(
        string accountId, string updateId, string text, CancellationToken cancellationToken) =>
        InScopeAsync<TypedForms, TypedStep>(forms => forms.AnswerAsync(
            Platform.Telegram, accountId, updateId, text, cancellationToken));

    public Task<TypedStep> SkipFieldAsync(string accountId, string updateId, CancellationToken cancellationToken) =>
        InScopeAsync<TypedForms, TypedStep>(forms => forms.SkipAsync(
            Platform.Telegram, accountId, updateId, cancellationToken));

    public Task<bool> EndFormAsync(string accountId, CancellationToken cancellationToken) =>
        InScopeAsync<TypedForms, bool>(forms => forms.EndAsync(Platform.Telegram, accountId, cancellationToken));

    public Task<bool> IsBoundAsync(string chatId, CancellationToken cancellationToken) =>
        InScopeAsync<Work, bool>(work => work.ReadAsync(
            async db => await StaffDirectory.FindCommunityAsync(
                db, Platform.Telegram, chatId, cancellationToken) is not null,
            cancellationToken));

    private async Task<TResult> InScopeAsync<TService, TResult>(Func<TService, Task<TResult>> body)
        where TService : notnull
    {
        await using var scope = scopes.CreateAsyncScope();
        return await body(scope.ServiceProvider.GetRequiredService<TService>());
    }
}
