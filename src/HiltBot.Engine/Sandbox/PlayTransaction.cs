namespace HiltBot.Engine.Sandbox;

/// <summary>
/// A finalized transaction of the play ledger: the sandbox network's own chain, kept in the database.
/// </summary>
public sealed class PlayTransaction
{
    /// <summary>Row number; one transaction a slot.</summary>
    public long Slot { get; init; }

    public required string Signature { get; init; }

    /// <summary>Business time.</summary>
    public required DateTimeOffset BlockTime { get; init; }

    public required string PayerWallet { get; init; }

    public required bool HasFailed { get; init; }

    public string? Memo { get; init; }

    /// <summary>Base58 keys separated by blanks.</summary>
    public string References { get; init; } = string.Empty;
}

/// <summary>
/// What a play transaction did to one account, or (with no change) that it names a reference key.
/// </summary>
public sealed class PlayEntry
{
    public long Id { get; init; }

    public required string Signature { get; init; }

    public required long Slot { get; init; }

    /// <summary>Account or reference key by which the transaction is found.</summary>
    public required string Account { get; init; }

    public string? Wallet { get; init; }

    public string? TokenMint { get; init; }

    /// <summary>Balance after minus before.</summary>
    public long ChangeMinorUnits { get; init; }
}
