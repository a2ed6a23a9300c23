using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Buyers;

/// <summary>
/// A browser that was sent to a platform to prove who stands in front of it. Works once, for the browser that was sent
/// away and for no other. Only hashes are kept of what names it.
/// </summary>
[NotExported("Kept for a day, and nothing but hashes of what a browser holds.")]
public sealed class VisitorState : IOwnedByMerchant
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    public static readonly TimeSpan KeepTime = TimeSpan.FromDays(1);

    public required string StateHash { get; init; }

    public required MerchantId MerchantId { get; init; }

    public required ProductId ProductId { get; init; }

    public required Platform Platform { get; init; }

    /// <summary>Of what the browser keeps in a cookie.</summary>
    public required string BrowserHash { get; init; }

    /// <summary>The proof key, sealed with the master key.</summary>
    public required byte[] SealedVerifier { get; init; }

    /// <summary>Real time, like everything that secures a request (rule 5).</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}
