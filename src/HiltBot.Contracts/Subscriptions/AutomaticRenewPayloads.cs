namespace HiltBot.Contracts.Subscriptions;

/// <summary>Asks what a wallet has to sign so that a membership renews by itself (contract 10.1).</summary>
public sealed record AutomaticRenewSetupRequest
{
    public required string PaymentId { get; init; }
}

/// <summary>The mandate and the wallet's instructions; the key is given back when the payment is confirmed.</summary>
public sealed record AutomaticRenewSetupResponse
{
    public required string SetupKey { get; init; }

    public required IReadOnlyList<WalletInstructionPayload> Instructions { get; init; }

    /// <summary>The text that the buyer signs: the same terms, one a line.</summary>
    public required string MandateMessage { get; init; }

    public required RenewalTermsPayload RenewalTerms { get; init; }

    /// <summary>Null where this server has no program that collects.</summary>
    public required NativeSubscriptionAccountsPayload? NativeSubscription { get; init; }
}

/// <summary>One instruction of a Solana transaction.</summary>
public sealed record WalletInstructionPayload(
    string ProgramId, IReadOnlyList<WalletAccountPayload> Accounts, string DataB64);

/// <summary>One account of an instruction, and what it is in it.</summary>
public sealed record WalletAccountPayload(string Pubkey, bool IsSigner, bool IsWritable);

/// <summary>What is collected, how often, and by whom.</summary>
public sealed record RenewalTermsPayload
{
    public required long AmountMinorUnits { get; init; }

    public required string TokenMint { get; init; }

    public required string AssetSymbol { get; init; }

    public required int BillingIntervalDays { get; init; }

    public required int PeriodHours { get; init; }

    public required string MerchantWallet { get; init; }

    /// <summary>Null while no wallet is connected.</summary>
    public required string? PayerWallet { get; init; }

    public required DateTimeOffset FirstCollectionAt { get; init; }

    public required int GracePeriodDays { get; init; }
}

/// <summary>The accounts of the subscription on the ledger.</summary>
public sealed record NativeSubscriptionAccountsPayload
{
    public required string ProgramId { get; init; }

    public required string TokenMint { get; init; }

    public required string? PayerTokenAccount { get; init; }

    public required string? SubscriptionAuthorityPda { get; init; }

    public required string? SubscriptionPda { get; init; }

    public required string? PlanPda { get; init; }

    public required string? PlanId { get; init; }

    public required long AmountMinorUnits { get; init; }

    public required int PeriodHours { get; init; }

    public required string? Destination { get; init; }
}
