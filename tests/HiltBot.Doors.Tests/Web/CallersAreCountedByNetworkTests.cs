using System.Net;
using HiltBot.Web.Api.Gate;

namespace HiltBot.Doors.Tests.Web;

/// <summary>One counter for whoever has all the addresses of a network, and one for each address where they are few.</summary>
public sealed class CallersAreCountedByNetworkTests
{
    [Theory]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff")]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1")]
    public void These_share_a_counter(string left, string right) =>
        Assert.Equal(CallerAddress.Of(IPAddress.Parse(left)), CallerAddress.Of(IPAddress.Parse(right)));

    [Theory]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1")]
    [InlineData("192.0.2.1", "192.0.2.2")]
    [InlineData("::1", "127.0.0.1")]
    public void These_do_not(string left, string right) =>
        Assert.NotEqual(CallerAddress.Of(IPAddress.Parse(left)), CallerAddress.Of(IPAddress.Parse(right)));

    [Fact]
    public void Who_has_no_address_is_counted_too() => Assert.Equal("unknown", CallerAddress.Of(address: null));
}
