using System.Text;
using HiltBot.Engine.Buyers;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.Solana.Keys;

namespace HiltBot.Engine.Checkouts.Phantom;

/// <summary>The link by which the wallet signs an identity session's text (contract 4.4, 4.6).</summary>
public sealed class AskPhantomForMessage(Work work, PhantomTalk talk, PhantomLinks links, BusinessTime businessTime)
{
    public Task<PhantomOutcome> HandleAsync(
        PaymentId paymentId, string identitySessionId, string? handoffToken, CancellationToken cancellationToken) =>
        work.ReadAsync<PhantomOutcome>(
            async db =>
            {
                var (place, refusal) = await talk.FindConnectedAsync(db, paymentId, handoffToken, cancellationToken);
                if (place?.Session is not { } wallet)
                {
                    return refusal!;
                }

                // Not signed yet is what it is for; signed already, the wallet may sign it again.
                var use = await IdentityUse.FindAsync(
                    db, identitySessionId, place.Product.Id, wallet.WalletAddress, businessTime.Now(), cancellationToken);
                var session = use switch
                {
                    IdentityUse.NotSigned open => open.Session,
                    IdentityUse.Proven proven => proven.Session,
                    _ => null,
                };
                return session is null
                    ? new PhantomOutcome.NotProven(use)
                    : new PhantomOutcome.Linked(links.Ask(
                        "signMessage", place, $"message/{session.Id}",
                        ContentOf(session.Challenge, talk.TokenOf(wallet))));
            },
            cancellationToken);

    internal static Dictionary<string, string> ContentOf(string text, string token) => new()
    {
        ["message"] = Base58.Encode(Encoding.UTF8.GetBytes(text)),
        ["session"] = token,
        ["display"] = "utf8",
    };
}
