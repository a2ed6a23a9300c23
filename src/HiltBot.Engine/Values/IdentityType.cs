namespace HiltBot.Engine.Values;

/// <summary>What names a member at a product (contract section 3, <c>identity_type</c>).</summary>
public enum IdentityType
{
    TelegramUserId,
    DiscordUserId,
    Wallet,
    Custom,
    Email,
}
