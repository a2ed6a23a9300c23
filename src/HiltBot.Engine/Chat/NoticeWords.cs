using System.Globalization;
using HiltBot.Engine.Notices;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Chat;

/// <summary>The parts that sentences of notices are made of; what is unknown gets a plain word, never a hole.</summary>
internal sealed class NoticeWords(NoticeFacts facts, MerchantId merchantId)
{
    private const int QuoteMax = 1500;

    private const int NamesMax = 20;

    public NoticeFacts Facts => facts;

    public string Offer => PlainText.Line(facts.ProductTitle, PlainText.TitleMax) is { Length: > 0 } title
        ? title
        : "membership";

    public string Merchant => PlainText.Name(facts.MerchantName, "The merchant");

    public string Member => PlainText.Name(facts.MemberDisplay, "Somebody");

    public string Amount => facts.Amount ?? "some money";

    public string Difference => facts.Difference ?? "part of the price";

    public string Targets => facts.Targets is { Count: > 0 } targets ? Names(targets) : "what you paid for";

    public string Place => facts.Targets is { Count: > 0 } targets ? Names(targets) : "this community";

    public string ForOffer => facts.ProductTitle is null ? string.Empty : $" for {Offer}";

    public string AboutOffer => facts.ProductTitle is null ? string.Empty : $" about {Offer}";

    public string OfOffer => facts.ProductTitle is null ? string.Empty : $" of {Offer}";

    public string WhoChanged =>
        facts.MemberDisplay is null ? "Somebody has changed" : $"{Member} has changed";

    public string ForAmount => facts.Amount is null ? string.Empty : $" for {facts.Amount}";

    public string FromMember => facts.MemberDisplay is null ? string.Empty : $", from {Member}";

    public string PeriodEnd => Texts.Until(facts.PeriodEndAt, facts.TimeZone);

    public string GraceEnd => Texts.Until(facts.GraceEndsAt ?? facts.PeriodEndAt, facts.TimeZone);

    public string AccessUntil => facts.PeriodEndAt is null
        ? "It does not end."
        : $"It lasts until {PeriodEnd}; I remind you before.";

    public string RunsUntil => facts.PeriodEndAt is null ? "It does not end." : $"It runs until {PeriodEnd}.";

    public string? EndedAt => facts.PeriodEndAt is null ? null : $"It was paid until {PeriodEnd}.";

    public string? Problem => facts.Problem is null ? null : PlainText.Line(facts.Problem, 500);

    public string? Mend => facts.Mend is null ? null : PlainText.Line(facts.Mend, 500);

    public string? Text => facts.Text is null ? null : PlainText.Body(facts.Text, QuoteMax);

    public string? Reason => Text is { Length: > 0 } text ? $"Their reason: {text}" : null;

    public string Quote => Text is { Length: > 0 } text ? $"\"{text}\"" : "(an empty message)";

    public string PeopleCount => facts.Count is { } count
        ? count == 1 ? "1 person" : string.Create(CultureInfo.InvariantCulture, $"{count} people")
        : "Many people";

    /// <summary>The list that goes with the brake: names where they were given beside the place.</summary>
    public string? Members => facts.MemberDisplay is null ? null : $"They are: {PlainText.Line(facts.MemberDisplay, 600)}.";

    public ChatButton? RenewButton => Press("Renew", Verbs.Renew, facts.Membership, ChatButtonStyle.Primary) ??
        Press("Join again", Verbs.Pay, facts.Product, ChatButtonStyle.Primary);

    public ChatButton? StopButton => Press("No more reminders", Verbs.Cancel, facts.Membership);

    public ChatButton OffersButton =>
        ChatButton.Press("Join", ActionId.Write(Verbs.Offers, merchantId), ChatButtonStyle.Primary);

    public ChatButton SupportButton => ChatButton.Press("Ask for help", ActionId.Write(Verbs.Support, merchantId));

    public ChatButton StatusButton => ChatButton.Press("My status", ActionId.Write(Verbs.Status, merchantId));

    public ChatButton UnmatchedButton =>
        ChatButton.Press("Look at it", ActionId.Write(Verbs.Unmatched, merchantId), ChatButtonStyle.Primary);

    /// <summary>Prepares the money of the notice to go back.</summary>
    public ChatButton? RefundButton => IsOpaque(facts.Transfer)
        ? ChatButton.Press("Send it back", ActionId.Write(Verbs.Refund, Id.ToOpaque(merchantId), facts.Transfer!))
        : null;

    public ChatButton? RefundPaidButton => IsOpaque(facts.Payment)
        ? ChatButton.Press("Send it back", ActionId.Write(Verbs.RefundPaid, Id.ToOpaque(merchantId), facts.Payment!))
        : null;

    public ChatButton? ReplyButton => Press("Reply", Verbs.Reply, facts.Ticket);

    public IReadOnlyList<ChatButton> AnswerButtons => IsOpaque(facts.Ticket)
        ?
        [
            ChatButton.Press("Answer", ActionId.Write(Verbs.Answer, facts.Ticket!), ChatButtonStyle.Primary),
            ChatButton.Press("Close", ActionId.Write(Verbs.Close, facts.Ticket!)),
        ]
        : [];

    public IReadOnlyList<ChatButton> FoundButtons => IsOpaque(facts.Product)
        ?
        [
            ChatButton.Press("Keep", ActionId.Write(Verbs.Found, facts.Product!, "keep")),
            ChatButton.Press("Adopt", ActionId.Write(Verbs.Found, facts.Product!, "adopt")),
        ]
        : [];

    public IReadOnlyList<ChatButton> BrakeButtons => IsOpaque(facts.Brake)
        ?
        [
            ChatButton.Press("Keep", ActionId.Write(Verbs.Brake, facts.Brake!, "keep"), ChatButtonStyle.Primary),
            ChatButton.Press("Remove", ActionId.Write(Verbs.Brake, facts.Brake!, "remove"), ChatButtonStyle.Danger),
        ]
        : [];

    public IReadOnlyList<ChatButton> NewcomerButtons => IsOpaque(facts.Seat)
        ?
        [
            ChatButton.Press("They may stay", ActionId.Write(Verbs.Newcomer, facts.Seat!, "stay")),
            ChatButton.Press("Put them out", ActionId.Write(Verbs.Newcomer, facts.Seat!, "go"), ChatButtonStyle.Danger),
        ]
        : [];

    public ChatButton? PageButton(string label) =>
        facts.PageUrl is { Length: > 0 } url ? ChatButton.Open(label, url) : null;

    public ChatButton? PayButton(string label) => Press(label, Verbs.Pay, facts.Product, ChatButtonStyle.Primary);

    private static string Names(IReadOnlyList<string> targets)
    {
        var names = targets.Take(NamesMax).Select(name => PlainText.Line(name, PlainText.TitleMax)).ToList();
        if (targets.Count > NamesMax)
        {
            names.Add($"{targets.Count - NamesMax} more");
        }

        return Texts.List(names);
    }

    private static ChatButton? Press(
        string label, string verb, string? opaque, ChatButtonStyle style = ChatButtonStyle.Plain) =>
        IsOpaque(opaque) ? ChatButton.Press(label, ActionId.Write(verb, opaque!), style) : null;

    private static bool IsOpaque(string? opaque) => opaque is { Length: Id.OpaqueLength };
}
