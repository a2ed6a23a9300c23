using System.Text;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Checkouts.Phantom;

/// <summary>
/// The addresses by which a page opens the wallet, and those of ours to which the wallet returns. Phantom's own
/// documentation, "Deep links: provider methods", is the source of their form.
/// </summary>
public sealed class PhantomLinks(PhantomKey key, PublicAddress address, Network network)
{
    private const string Wallet = "https://phantom.app/ul/v1/";

    public bool AreOffered => key.IsSet;

    /// <summary>Our page that catches the wallet's answer.</summary>
    /// <param name="step"><c>connected</c>, <c>signed</c>, <c>message/{id}</c> or <c>mandate/{key}</c>.</param>
    public static string PathOf(string slug, PaymentId paymentId, string step) =>
        $"/p/{Uri.EscapeDataString(slug)}/pay/{paymentId}/phantom/{step}";

    public string Connect(string slug, PaymentId paymentId) => Write(
        "connect",
        ("app_url", address.Origin.ToString().TrimEnd('/')),
        ("dapp_encryption_public_key", key.PublicKey),
        ("redirect_link", address.To(PathOf(slug, paymentId, "connected"))),
        ("cluster", network.Name == Network.Mainnet ? Network.Mainnet : Network.Devnet));

    /// <param name="method"><c>signMessage</c> or <c>signTransaction</c>.</param>
    /// <param name="content">Sealed for this wallet; the connection's token belongs to it.</param>
    internal string Ask(
        string method, PhantomPlace place, string step, IReadOnlyDictionary<string, string> content)
    {
        var (nonce, payload) = key.Seal(place.Session!.WalletKey, content);
        return Write(
            method,
            ("dapp_encryption_public_key", key.PublicKey),
            ("nonce", nonce),
            ("redirect_link", address.To(PathOf(place.Product.Slug, place.Payment.Id, step))),
            ("payload", payload));
    }

    private static string Write(string method, params ReadOnlySpan<(string Name, string Value)> parts)
    {
        var link = new StringBuilder(Wallet).Append(method);
        var border = '?';
        foreach (var (name, value) in parts)
        {
            link.Append(border).Append(name).Append('=').Append(Uri.EscapeDataString(value));
            border = '&';
        }

        return link.ToString();
    }
}
