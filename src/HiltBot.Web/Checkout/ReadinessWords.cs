using HiltBot.Engine.Payments;

namespace HiltBot.Web.Checkout;

/// <summary>The one thing that a wallet lacks, and how to mend it; null when nothing is missing.</summary>
internal static class ReadinessWords
{
    public static string? Of(PaymentReadiness readiness) => readiness switch
    {
        PaymentReadiness.Ready => null,
        PaymentReadiness.NoTokenAccount none =>
            $"This wallet holds no {none.Needs.Asset.Symbol}. Put {none.Needs} into it, or choose another wallet.",
        PaymentReadiness.TooFewTokens few =>
            $"This wallet holds {few.Has}, and {few.Needs} is needed. Put more into it, or choose another wallet.",
        PaymentReadiness.Frozen frozen =>
            $"The {frozen.Symbol} of this wallet is frozen by its issuer. Choose another wallet.",
        PaymentReadiness.TooLittleSol sol =>
            $"This wallet holds {sol.Has}, and {sol.Needs} is needed, the network's fee included. Put a little SOL into it.",
        PaymentReadiness.WouldFail fail => fail.Why,
        var other => throw new InvalidOperationException($"No words for {other.GetType().Name}."),
    };
}
