using HiltBot.Contracts.Accounts;
using HiltBot.Engine.Merchants.Accounts;
using HiltBot.Engine.Values;
using HiltBot.Web.Api.Gate;
using HiltBot.Web.Wire;
using Microsoft.AspNetCore.Http;

namespace HiltBot.Web.Api.Accounts;

/// <summary>Accounts as the contract spells them.</summary>
internal static class AccountWire
{
    public static AuthResponse Auth(Account account, SessionTokens tokens) => new()
    {
        Token = tokens.Issue(account.MerchantId, account.Tier),
        UserId = account.MerchantId.Value,
        Tier = EnumText.Of(account.Tier),
        Email = account.Email,
        Claims = Claims(account.Tier),
    };

    /// <summary>
    /// A self-hosted server gives everybody everything; a free account has what the contract says it has (11.1).
    /// </summary>
    public static ClaimsPayload Claims(Tier tier) => new()
    {
        HiltScore = tier != Tier.Free,
        HiltPay = true,
        HiltOps = tier != Tier.Free,
        MerchantAnalytics = true,
        BuyNotifications = true,
        ReceiptExports = true,
        TaxExports = true,
        CustomCheckoutDomains = true,
        IsStaff = false,
    };

    public static Refusal NotActive(AccountStatus status) => new(
        StatusCodes.Status403Forbidden,
        status == AccountStatus.Suspended ? "This account is suspended" : "This account is deleted");
}
