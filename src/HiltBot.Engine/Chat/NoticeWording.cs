using HiltBot.Engine.Notices;
using HiltBot.Engine.Storage;

namespace HiltBot.Engine.Chat;

/// <summary>
/// What a notice says, made when it is sent. The same kind is worded for the buyer or for staff by its audience. Messages
/// carry no payment link but a button that makes a fresh one when it is pressed (design section 4, Links).
/// </summary>
public static class NoticeWording
{
    public static ChatReply Of(Notice notice)
    {
        var facts = Facts.Read<NoticeFacts>(notice.FactsJson);
        return notice.Audience == NoticeAudience.Buyer
            ? BuyerNotices.Of(notice.Kind, facts, notice.MerchantId)
            : StaffNotices.Of(notice.Kind, facts, notice.MerchantId);
    }
}
