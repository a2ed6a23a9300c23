using HiltBot.Contracts.Money;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Values;

namespace HiltBot.Web.Api.Unmatched;

/// <summary>Unmatched money as it stands on the wire.</summary>
internal static class UnmatchedWire
{
    public static UnmatchedListResponse Page(UnmatchedPage page) => new()
    {
        Items = [.. page.Items.Select(Transfer)],
        Count = page.Items.Count,
        Next = page.Next?.Value,
        OtherIncome =
        [
            .. page.OtherIncome.Select(one => new OtherIncomePayload
            {
                ReceivingAccount = one.Account,
                TokenMint = one.Asset.Mint,
                AssetSymbol = one.Asset.Symbol,
                TransferCount = one.Count,
                AmountMinorUnits = one.AmountMinorUnits,
                AmountDisplay = new Money(one.AmountMinorUnits, one.Asset).ToString(),
                DustCount = one.DustCount,
                DustMinorUnits = one.DustMinorUnits,
            }),
        ],
        Unreadable =
        [
            .. page.Unreadable.Select(one => new UnreadablePayload
            {
                Id = one.Id.Value,
                TxSignature = one.Signature,
                ReceivingAccount = one.Account,
                Reason = one.Reason,
                SeenAt = one.SeenAt,
                HoldsAccount = one.HoldsAccount,
            }),
        ],
    };

    private static UnmatchedTransferPayload Transfer(UnmatchedTransfer one) => new()
    {
        Id = one.Id.Value,
        TxSignature = one.Signature,
        ReceivingAccount = one.Account,
        TokenMint = one.TokenMint,
        AmountMinorUnits = one.AmountMinorUnits,
        AmountDisplay = one.Asset is { } asset ? new Money(one.AmountMinorUnits, asset).ToString() : null,
        BlockTime = one.BlockTime,
        RecordedAt = one.RecordedAt,
        PayerWallet = one.PayerWallet,
        Memo = one.Memo,
        Verdict = EnumText.Of(one.Verdict),
        PaymentId = one.Concerns?.Value,
        CanBeSettled = one.CanBeSettled,
    };
}
