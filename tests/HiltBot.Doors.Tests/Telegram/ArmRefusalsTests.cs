using HiltBot.Telegram.Api;
using HiltBot.Telegram.Arm;

namespace HiltBot.Doors.Tests.Telegram;

/// <summary>Telegram has words and no numbers for what it refuses; those that are known have a meaning.</summary>
public sealed class ArmRefusalsTests
{
    [Theory]
    [InlineData(403, "Forbidden: bot was blocked by the user", Refusal.Blocked)]
    [InlineData(403, "Forbidden: user is deactivated", Refusal.Deactivated)]
    [InlineData(403, "Forbidden: bot can't initiate conversation with a user", Refusal.NeverStarted)]
    [InlineData(403, "Forbidden: bot can't send messages to bots", Refusal.NeverStarted)]
    [InlineData(400, "Bad Request: chat not found", Refusal.ChatNotFound)]
    [InlineData(403, "Forbidden: bot was kicked from the group chat", Refusal.BotIsOut)]
    [InlineData(403, "Forbidden: bot was kicked from the supergroup chat", Refusal.BotIsOut)]
    [InlineData(403, "Forbidden: bot was kicked from the channel chat", Refusal.BotIsOut)]
    [InlineData(403, "Forbidden: bot is not a member of the channel chat", Refusal.BotIsOut)]
    [InlineData(403, "Forbidden: the group chat was deleted", Refusal.BotIsOut)]
    [InlineData(400, "Bad Request: CHANNEL_PRIVATE", Refusal.BotIsOut)]
    [InlineData(400, "Bad Request: not enough rights to restrict/unrestrict chat member", Refusal.Rights)]
    [InlineData(400, "Bad Request: not enough rights to manage chat invite link", Refusal.Rights)]
    [InlineData(400, "Bad Request: not enough rights", Refusal.Rights)]
    [InlineData(400, "Bad Request: CHAT_ADMIN_REQUIRED", Refusal.Rights)]
    [InlineData(400, "Bad Request: need administrator rights in the channel chat", Refusal.Rights)]
    [InlineData(400, "Bad Request: member list is inaccessible", Refusal.Rights)]
    [InlineData(400, "Bad Request: not enough rights to send text messages to the chat", Refusal.MayNotWrite)]
    [InlineData(400, "Bad Request: CHAT_WRITE_FORBIDDEN", Refusal.MayNotWrite)]
    [InlineData(400, "Bad Request: have no rights to send a message", Refusal.MayNotWrite)]
    [InlineData(400, "Bad Request: TOPIC_CLOSED", Refusal.MayNotWrite)]
    [InlineData(400, "Bad Request: user is an administrator of the chat", Refusal.IsAdministrator)]
    [InlineData(400, "Bad Request: USER_ADMIN_INVALID", Refusal.IsAdministrator)]
    [InlineData(400, "Bad Request: can't remove chat owner", Refusal.IsAdministrator)]
    [InlineData(400, "Bad Request: user not found", Refusal.UnknownAccount)]
    [InlineData(400, "Bad Request: invalid user_id specified", Refusal.UnknownAccount)]
    [InlineData(400, "Bad Request: USER_ID_INVALID", Refusal.UnknownAccount)]
    [InlineData(400, "Bad Request: PARTICIPANT_ID_INVALID", Refusal.UnknownAccount)]
    [InlineData(400, "Bad Request: PEER_ID_INVALID", Refusal.UnknownAccount)]
    [InlineData(400, "Bad Request: USER_NOT_PARTICIPANT", Refusal.NotInside)]
    [InlineData(400, "Bad Request: member not found", Refusal.NotInside)]
    [InlineData(400, "Bad Request: method is available for supergroup and channel chats only",
        Refusal.NotInThisKindOfChat)]
    [InlineData(400, "Bad Request: HIDE_REQUESTER_MISSING", Refusal.NoRequest)]
    [InlineData(400, "Bad Request: USER_ALREADY_PARTICIPANT", Refusal.AlreadyInside)]
    [InlineData(400, "Bad Request: USER_CHANNELS_TOO_MUCH", Refusal.TooManyChats)]
    [InlineData(400, "Bad Request: INVITE_HASH_EXPIRED", Refusal.BrokenLink)]
    [InlineData(400, "Bad Request: INPUT_USER_DEACTIVATED", Refusal.Deactivated)]
    [InlineData(400, "Bad Request: BUTTON_URL_INVALID", Refusal.Buttons)]
    [InlineData(400, "Bad Request: inline keyboard button URL 'http://x' is invalid: Wrong HTTP URL", Refusal.Buttons)]
    [InlineData(400, "Bad Request: can't parse entities: unclosed start tag", Refusal.Other)]
    [InlineData(401, "Unauthorized", Refusal.Token)]
    internal void Words_have_a_meaning(int code, string words, Refusal refusal)
    {
        Assert.Equal(refusal, Refusals.Of(new BotAnswer.Refused(code, words)));
        Assert.Equal(refusal, Refusals.Of(new BotAnswer.Refused(code, words.ToUpperInvariant())));
    }
}
