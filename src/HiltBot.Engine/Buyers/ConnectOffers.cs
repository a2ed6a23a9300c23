using HiltBot.Engine.Chat;
using HiltBot.Engine.Products;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Buyers;

/// <summary>What this installation can offer a visitor who is to say who they are.</summary>
public sealed class ConnectOffers(IEnumerable<IVisitorProof> proofs, IEnumerable<IDeepLinks> links)
{
    public ConnectOffer? Of(Product product, IReadOnlyList<ProductTarget> targets) => ConnectOffer.Of(
        product, targets, proofs.Where(proof => proof.IsOffered).Select(proof => proof.Platform).ToHashSet(),
        links.Select(link => link.Platform).ToHashSet());

    internal IVisitorProof? ProofOn(Platform platform) =>
        proofs.FirstOrDefault(proof => proof.IsOffered && proof.Platform == platform);

    internal IDeepLinks? LinksOn(Platform platform) => links.FirstOrDefault(link => link.Platform == platform);
}
