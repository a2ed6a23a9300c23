using HiltBot.Engine.Chat;
using HiltBot.Telegram.Wire;

namespace HiltBot.Telegram.Door;

/// <summary>
/// A reply to a message of the bot whose button opens a form with one message is that form, filled in: staff answer a
/// question, and the buyer writes back. The button itself stands in the replied message, so nothing has to be kept.
/// </summary>
internal static class AnsweredForm
{
    private const string MessageField = "message";

    private static readonly string[] WithOneMessage = [Verbs.Answer, Verbs.Reply];

    /// <returns>Null where the message replies to nothing of the kind.</returns>
    public static ChatInput.Submitted? Of(Said said, string text)
    {
        if (!said.RepliesTo.Member("from").IsTrue("is_bot"))
        {
            return null;
        }

        var actionId = said.RepliesTo.Member("reply_markup").Items("inline_keyboard")
            .SelectMany(row => row.AsItems())
            .Select(button => button.Text("callback_data"))
            .FirstOrDefault(data => ActionId.TryParse(data, out var action) && WithOneMessage.Contains(action.Verb));
        return actionId is null
            ? null
            : new ChatInput.Submitted(
                actionId, new Dictionary<string, string>(StringComparer.Ordinal) { [MessageField] = text });
    }
}
