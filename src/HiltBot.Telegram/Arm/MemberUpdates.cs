using System.Text.Json;
using HiltBot.Engine.Access;
using HiltBot.Engine.Values;
using HiltBot.Telegram.Api;
using HiltBot.Telegram.Updates;
using HiltBot.Telegram.Wire;
using Microsoft.Extensions.DependencyInjection;

namespace HiltBot.Telegram.Arm;

/// <summary>
/// Who came in, by which way, who left, and who became an administrator (<c>chat_member</c>): the list of who is inside,
/// which Telegram gives to no bot in one piece.
/// </summary>
internal sealed class MemberUpdates(
    InviteLinks links, SingleLinks singles, BotSelf self, IServiceScopeFactory scopes) : IUpdateHandler
{
    public IReadOnlyCollection<string> Kinds { get; } = ["chat_member"];

    public async Task HandleAsync(BotUpdate update, CancellationToken cancellationToken)
    {
        var content = update.Content;
        if (update.Kind != "chat_member" || content.Member("chat").Id("id") is not { } chatId ||
            ChatMember.Of(content.Member("new_chat_member")) is not { } now || now.IsBot || now.UserId == self.UserId)
        {
            return;
        }

        var before = ChatMember.Of(content.Member("old_chat_member"));
        var wasInside = before is { IsInside: true };
        if (!wasInside && now.IsInside)
        {
            await SpendLinkAsync(chatId, content, now, cancellationToken);
            if (now.IsAdministrator)
            {
                await TellAsync(chatId, now.UserId, MemberChange.Joined, cancellationToken);
                return;
            }

            await using var scope = scopes.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<NewcomerNews>().HandleAsync(
                Platform.Telegram, chatId, update.Key, new Newcomer(now.UserId, now.Display),
                ArrivalOf(content, now.UserId), cancellationToken);
        }
        else if (wasInside && !now.IsInside)
        {
            await TellAsync(chatId, now.UserId, MemberChange.Left, cancellationToken);
        }
        else if (wasInside && before!.IsAdministrator != now.IsAdministrator)
        {
            // What they have is looked at anew: an administrator is never removed, a former one may be.
            await TellAsync(chatId, now.UserId, MemberChange.Joined, cancellationToken);
        }
    }

    /// <summary>Pure: how somebody came in, as the update shows it.</summary>
    private Arrival ArrivalOf(JsonElement content, string accountId)
    {
        var actor = content.Member("from");
        var actorId = actor.Id("id");

        // Whoever is let in by the bot, or comes by themselves, came by a link; anybody else was let in by somebody.
        if (actorId is not null && actorId != accountId && actorId != self.UserId)
        {
            return new Arrival.ByStaff(ChatMember.NameOf(actor));
        }

        return OurLink(content) is { } url ? new Arrival.ByOurLink(url) : new Arrival.Otherwise();
    }

    private string? OurLink(JsonElement content)
    {
        var link = content.Member("invite_link");
        return link.Member("creator").Id("id") == self.UserId ? link.Text("invite_link") : null;
    }

    // Telegram closes it by itself; revoked it is also out of the list of those who manage the chat.
    private async Task SpendLinkAsync(
        string chatId, JsonElement content, ChatMember member, CancellationToken cancellationToken)
    {
        if (OurLink(content) is { } url && content.Member("invite_link").Whole("member_limit") == 1)
        {
            singles.Take(chatId, member.UserId);
            await links.RevokeAsync(chatId, url, cancellationToken);
        }
    }

    private async Task TellAsync(
        string chatId, string accountId, MemberChange change, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<MemberNews>()
            .HandleAsync(Platform.Telegram, chatId, accountId, change, cancellationToken);
    }
}
