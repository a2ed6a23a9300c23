using HiltBot.Engine.Storage;

namespace HiltBot.Engine.Merchants.Accounts;

public enum Registration
{
    /// <summary>An account needs a one-time code of a workspace that exists.</summary>
    Closed,

    /// <summary>Anybody may make a workspace.</summary>
    Open,
}

/// <summary>Which texts a wallet may sign to sign in.</summary>
public enum WalletNonceRule
{
    /// <summary>Any that it did not sign for us in the last day (contract 11.1, as recommended).</summary>
    Client,

    /// <summary>
    /// Those that name this installation's host and when they were made, as those of the nonce route do: what was
    /// signed for another site, or long ago, opens nothing here.
    /// </summary>
    Bound,
}

/// <summary>Configuration section <c>HiltBot:Accounts</c>: who gets an account, and with which limits.</summary>
public sealed class AccountOptions
{
    public const string Section = "HiltBot:Accounts";

    /// <summary>Null: open on the sandbox network, closed elsewhere.</summary>
    public Registration? Registration { get; set; }

    public Tier DefaultTier { get; set; } = Tier.Enterprise;

    /// <summary>Null: whatever the client makes on the networks of play money, bound ones elsewhere.</summary>
    public WalletNonceRule? WalletNonces { get; set; }

    /// <summary>Rounds of PBKDF2 with SHA-512 for a new password; those that stand keep theirs.</summary>
    public int PasswordRounds { get; set; } = 210_000;

    public bool IsOpen(Network network) =>
        (Registration ?? (network.IsSandbox ? Accounts.Registration.Open : Accounts.Registration.Closed)) ==
        Accounts.Registration.Open;

    public bool TakesAnyNonce(Network network) =>
        (WalletNonces ?? (network.IsPlay ? WalletNonceRule.Client : WalletNonceRule.Bound)) == WalletNonceRule.Client;
}
