using HiltBot.Telegram.Api;
using HiltBot.Telegram.Wire;

namespace HiltBot.Telegram.Door;

/// <summary>
/// Who may manage a chat: its creator, and administrators who may add administrators, since whoever connects a chat decides
/// who is in it (core.telegram.org/bots/api#chatmember).
/// </summary>
internal sealed class ChatManagers(BotApi api)
{
    /// <returns>Null while Telegram does not tell.</returns>
    public async Task<bool?> MayManageAsync(string chatId, string personId, CancellationToken cancellationToken)
    {
        var answer = await api.SendAsync(
            new BotCall("getChatMember")
            {
                Body = new { ChatId = BotJson.Id(chatId), UserId = BotJson.Id(personId) },
                Chat = chatId,
                Urgency = CallUrgency.Answer,
                IsSafeToRepeat = true,
            },
            cancellationToken);
        return answer switch
        {
            BotAnswer.Done { Result: var member } => member.Text("status") switch
            {
                "creator" => true,
                "administrator" => member.IsTrue("can_promote_members"),
                _ => false,
            },
            BotAnswer.Refused { Code: 400 or 403 } => false,
            _ => null,
        };
    }
}
