using System.Text.Json;
using System.Text.Json.Nodes;
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

    public static AccountResponse Account(AccountView view, Caller caller) => new()
    {
        UserId = view.Account.MerchantId.Value,
        Email = view.Account.Email,
        WalletAddress = view.Account.WalletAddress,
        DisplayName = view.Account.DisplayName,
        Tier = EnumText.Of(view.Account.Tier),
        Status = EnumText.Of(view.Account.Status),
        EmailVerified = view.Account.IsEmailVerified,
        Timezone = view.Merchant.TimeZone,
        CreatedAt = view.Account.CreatedAt,
        KeyId = caller.KeyId?.Value,
        Sandbox = caller.IsSandboxKey,
        NotificationPrefs = Json(SettingsMerge.Read(view.Account.NotificationPrefsJson)),
        MerchantSettings = Json(MerchantSettingsKeys.Of(view.Merchant)),
        Claims = Claims(view.Account.Tier),
        HasPassword = view.Account.PasswordHash is not null,
        AuthProviders =
        [
            .. view.Account.PasswordHash is null ? Array.Empty<string>() : ["password"],
            .. view.Account.WalletAddress is null ? Array.Empty<string>() : ["wallet"],
        ],
    };

    public static Refusal NotActive(AccountStatus status) => new(
        StatusCodes.Status403Forbidden,
        status == AccountStatus.Suspended ? "This account is suspended" : "This account is deleted");

    private static JsonElement Json(JsonObject settings) => JsonSerializer.SerializeToElement(settings);
}
