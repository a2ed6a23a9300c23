using HiltBot.Engine.Payments;

namespace HiltBot.Engine.Chat.Commands;

/// <summary>Why money counts or does not, in words for staff.</summary>
internal static class VerdictWords
{
    public static string Of(Verdict verdict) => verdict switch
    {
        Verdict.Settles => "it paid the price.",
        Verdict.Short => "it is part of a price; the rest is missing.",
        Verdict.Over => "it paid the price, with something over.",
        Verdict.SettledLater => "it was counted later, by a decision.",
        Verdict.Late => "it came after the payment page had expired.",
        Verdict.Duplicate => "the payment that it names was paid already.",
        Verdict.UnknownMark =>
            "its mark belongs to no payment here; a checkout opened after the last restored copy would look like this.",
        Verdict.OtherIncome => "it carries no mark.",
        Verdict.WrongAsset => "it is another asset than the price.",
        Verdict.WrongRecipient => "it went to another account than the payment's.",
        Verdict.TransactionFailed => "the transaction failed; nothing moved.",
        Verdict.NothingArrived => "the money came and went in one transaction.",
        Verdict.PayerMismatch => "another wallet paid than the one the membership is for.",
        _ => throw new ArgumentOutOfRangeException(nameof(verdict), verdict, "A verdict without words."),
    };
}
