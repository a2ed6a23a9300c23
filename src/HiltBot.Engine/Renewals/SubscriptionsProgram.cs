using HiltBot.Engine.Payments;
using HiltBot.Solana.Programs;

namespace HiltBot.Engine.Renewals;

/// <summary>By which program renewals are collected: the public one, unless the operator names another.</summary>
public static class SubscriptionsProgram
{
    public static string Public => ProgramIds.Subscriptions.ToString();

    public static string Of(SolanaOptions options) =>
        options.SubscriptionsProgram is { Length: > 0 } named ? named.Trim() : Public;
}
