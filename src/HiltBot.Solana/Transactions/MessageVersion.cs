namespace HiltBot.Solana.Transactions;

/// <summary>The forms of a message. Version 1 is read, never built (solana.md, section 2).</summary>
public enum MessageVersion
{
    Legacy,
    V0,
    V1,
}
