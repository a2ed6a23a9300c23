using HiltBot.Solana.Keys;

namespace HiltBot.Solana.Programs;

/// <summary>Programs and well-known accounts (solana.md, section 3).</summary>
public static class ProgramIds
{
    /// <summary>32 zero bytes.</summary>
    public static Address System => default;

    public static readonly Address Token = Address.Parse("TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA");

    public static readonly Address Token2022 = Address.Parse("TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb");

    public static readonly Address AssociatedToken = Address.Parse(
        "ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL");

    public static readonly Address Memo = Address.Parse("MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr");

    public static readonly Address MemoV1 = Address.Parse("Memo1UhkJRfHyvLMcVucJwxXeuD728EqVDDwQDxFMNo");

    public static readonly Address ComputeBudget = Address.Parse(
        "ComputeBudget111111111111111111111111111111");

    /// <summary>The Solana Foundation's Subscriptions program (solana.md, section 7).</summary>
    public static readonly Address Subscriptions = Address.Parse(
        "De1egAFMkMWZSN5rYXRj9CAdheBamobVNubTsi9avR44");

    public static readonly Address RecentBlockhashes = Address.Parse(
        "SysvarRecentB1ockHashes11111111111111111111");

    public static bool IsTokenProgram(Address program) => program == Token || program == Token2022;
}
