using HiltBot.Telegram.Api;
using HiltBot.Telegram.Updates;
using HiltBot.Telegram.Wire;

namespace HiltBot.Telegram.Door;

/// <summary>
/// Somebody added the bot to a chat that is bound to nobody (<c>my_chat_member</c>): they are asked privately for the code of
/// their workspace, or, where the bot may not write to them, by one message in the chat.
/// </summary>
internal sealed class SetUpOffers(
    DoorEngine engine, Talk talk, DoorMessages messages, DeepLinks links, BotSelf self, OfferedPlaces places)
{
    public async Task HandleAsync(BotUpdate update, CancellationToken cancellationToken)
    {
        var change = update.Content;
        var chat = change.Member("chat");
        if (chat.Id("id") is not { } chatId || chat.Text("type") is not ("group" or "supergroup" or "channel"))
        {
            return;
        }

        var (before, now) = (StandingOf(change, "old_chat_member"), StandingOf(change, "new_chat_member"));
        if (now <= before || await engine.IsBoundAsync(chatId, cancellationToken))
        {
            return;
        }

        var isAdministrator = now == Standing.Administrator;
        var who = change.Member("from");
        if (Said.PersonOf(who) is { } person && !who.IsTrue("is_bot"))
        {
            var intro = DoorReplies.AskCode(chat.Text("title"), isAdministrator);
            if (await talk.AskCodeAsync(update.Key, person, chatId, intro, cancellationToken))
            {
                return;
            }

            places.Remember(person.AccountId, chatId);
        }

        // Everybody in a channel reads it, so it is said once, when the bot can do its work.
        await self.LearnAsync(cancellationToken);
        if ((isAdministrator || chat.Text("type") != "channel") &&
            links.Url(new DeepLink.Command("setup", chatId)) is { } url)
        {
            await messages.PointAsync(chatId, null, DoorReplies.NotSetUp, url, cancellationToken);
        }
    }

    private static Standing StandingOf(System.Text.Json.JsonElement change, string name) =>
        change.Member(name).Text("status") switch
        {
            "administrator" or "creator" => Standing.Administrator,
            "member" => Standing.Member,
            "restricted" when change.Member(name).IsTrue("is_member") => Standing.Member,
            _ => Standing.Outside,
        };

    private enum Standing
    {
        Outside,
        Member,
        Administrator,
    }
}
