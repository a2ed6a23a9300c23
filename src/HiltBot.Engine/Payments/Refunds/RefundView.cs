using HiltBot.Engine.Values;

namespace HiltBot.Engine.Payments.Refunds;

/// <summary>A refund as pages and chat show it.</summary>
/// <param name="HasMembership">Access is at stake, so the merchant chooses what becomes of it.</param>
public sealed record RefundView(
    RefundId Id, MerchantId MerchantId, RefundCause Cause, RefundState State, Money Amount, string FromWallet,
    string? ToWallet, RefundAddressFrom? ToFrom, string? PayerWallet, RefundAccess Access, bool HasMembership,
    string StaffKey, string AddressKey, string? Signature, string MerchantName, string? For, string PaidSignature,
    Verdict Verdict)
{
    /// <summary>The page on which staff signs.</summary>
    public string StaffPath => $"/refund/{StaffKey}";

    /// <summary>The page on which the buyer names an address.</summary>
    public string AddressPath => $"/refund/to/{AddressKey}";

    /// <summary>Memo of the transfer, by which our page knows it.</summary>
    public string Memo => Refund.MemoOf(Id);

    public bool IsOpen => State is RefundState.Prepared or RefundState.Signed;
}
