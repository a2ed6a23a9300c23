using HiltBot.Engine.Payments;
using HiltBot.Solana.Programs;

namespace HiltBot.Engine.Renewals;

/// <summary>Small facts that several renewals share.</summary>
public static class RenewalWords
{
    public static string PublicProgram => ProgramIds.Subscriptions.ToString();

    /// <summary>The program that the operator named, else the public one.</summary>
    public static string ProgramOf(SolanaOptions options) =>
        options.SubscriptionsProgram is { Length: > 0 } named ? named.Trim() : PublicProgram;
}
