using System.Net;

namespace HiltBot.Engine.Webhooks;

/// <summary>
/// Which addresses belong to the public internet. Nothing else may be reached by a URL that somebody typed:
/// not this machine, not its neighbours, not a cloud's metadata. Source: the IANA special-purpose address
/// registries.
/// </summary>
public static class AddressRule
{
    private static readonly IPNetwork[] NotPublic =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
            "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",

            // A public address at which one cloud's machines find their own metadata.
            "168.63.129.16/32",
            "2001::/23", "2001:db8::/32", "3fff::/20",
        }.Select(text => IPNetwork.Parse(text)),
    ];

    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");

    /// <summary>Carries an IPv4 address in bytes 2 to 5.</summary>
    private static readonly IPNetwork SixToFour = IPNetwork.Parse("2002::/16");

    /// <summary>Carries an IPv4 address in the last four bytes.</summary>
    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");

    public static bool IsPublic(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            return IsPublic(address.MapToIPv4());
        }

        if (NotPublic.Any(network => network.Contains(address)))
        {
            return false;
        }

        var bytes = address.GetAddressBytes();
        if (bytes.Length == 4)
        {
            return true;
        }

        return SixToFour.Contains(address) ? IsPublic(new IPAddress(bytes.AsSpan(2, 4)))
            : Nat64.Contains(address) ? IsPublic(new IPAddress(bytes.AsSpan(12, 4)))
            : GlobalUnicast.Contains(address);
    }
}
