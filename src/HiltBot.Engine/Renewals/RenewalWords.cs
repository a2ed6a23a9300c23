using HiltBot.Engine.Payments;

namespace HiltBot.Engine.Renewals;

/// <summary>Small facts that several renewals share.</summary>
internal static class RenewalWords
{
    public const string PublicProgram = "De1egAFMkMWZSN5rYXRj9CAdheBamobVNubTsi9avR44";

    /// <summary>The program that the operator named, else the public one.</summary>
    public static string ProgramOf(SolanaOptions options) =>
        options.SubscriptionsProgram is { Length: > 0 } named ? named : PublicProgram;
}
