using HiltBot.Engine.Payments;

namespace HiltBot.Engine.Merchants;

/// <summary>Wallets for people's eyes.</summary>
public static class WalletText
{
    private const int GroupLength = 4;

    /// <summary>
    /// In groups of four, so that it can be compared by eye (design section 4, Who may do what).
    /// </summary>
    public static string InGroups(string wallet) =>
        string.Join(' ', wallet.Chunk(GroupLength).Select(group => new string(group)));

    /// <summary>Why money may not go there, in words; null when it may.</summary>
    public static string? Problem(WalletKind kind) => kind switch
    {
        WalletKind.Wallet => null,
        WalletKind.NotAnAddress => "This is no Solana address: one has 32 to 44 letters and digits.",
        WalletKind.OffCurve => "Nobody can hold the key of this address; name the address of your own wallet.",
        WalletKind.TokenAccount => "This is a token account; name the wallet that owns it instead.",
        WalletKind.Program => "This address is a program or belongs to one; name the address of your own wallet.",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such kind of wallet."),
    };
}
