using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;

namespace HiltBot.Web.Api.Gate;

/// <summary>
/// Whom a request is counted for when nobody is known: its address, and of an IPv6 address the network of 64 bits, because
/// whoever has one address there has them all.
/// </summary>
internal static class CallerAddress
{
    private const int NetworkBytes = 8;

    public static string Of(HttpContext context) => Of(context.Connection.RemoteIpAddress);

    public static string Of(IPAddress? address)
    {
        if (address is null)
        {
            return "unknown";
        }

        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4().ToString();
        }

        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address.ToString();
        }

        var bytes = address.GetAddressBytes();
        bytes.AsSpan(NetworkBytes).Clear();
        return $"{new IPAddress(bytes)}/64";
    }
}
