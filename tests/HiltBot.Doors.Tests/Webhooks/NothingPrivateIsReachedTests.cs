using System.Net;
using HiltBot.Engine.Webhooks;
using HiltBot.Web.Webhooks;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace HiltBot.Doors.Tests.Webhooks;

/// <summary>
/// An endpoint's URL reaches the public internet and nothing else, however the address is spelled; it is
/// looked at when it is saved and again with every attempt. With the development switch the same server is
/// reached, so it is the rule that stops.
/// </summary>
public sealed class NothingPrivateIsReachedTests
{
    public static TheoryData<string> NotPublic =>
    [
        "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.0.0.1", "100.64.0.1", "100.100.100.200", "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255", "192.168.1.1", "192.0.0.192", "192.0.2.1", "198.18.0.1", "198.51.100.7",
        "203.0.113.9", "224.0.0.1",
        "240.0.0.1", "255.255.255.255", "168.63.129.16", "::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
        "::7f00:1",
        "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "fe80::1", "fe80::1%1", "fc00::1",
        "fd00:ec2::254", "ff02::1",
        "2001:db8::1", "2001::1", "2002:7f00:1::1", "2002:a00:1::1", "3fff::1", "100::1", "fec0::1",
    ];

    public static TheoryData<string> Public =>
    [
        "1.1.1.1", "8.8.8.8", "100.63.255.255", "100.128.0.1", "172.15.0.1", "172.32.0.1", "193.0.0.1",
        "223.255.255.255",
        "2606:4700:4700::1111", "2a00:1450:4001::200e", "::ffff:8.8.8.8", "64:ff9b::808:808",
        "2002:808:808::1",
    ];

    public static TheoryData<string> BadUrls =>
    [
        "http://shop.example/hook", "ftp://shop.example/", "shop.example/hook", "https://", "https:///hook",
        "javascript:alert(1)",
        "https://user:secret@shop.example/", "https://user@shop.example/", "https://127.0.0.1/",
        "https://127.1/",
        "https://2130706433/", "https://0x7f000001/", "https://0x7f.0.0.1/", "https://0177.0.0.1/",
        "https://017700000001/",
        "https://127.0.0.1./", "https://[::1]/", "https://[::ffff:127.0.0.1]/", "https://[::ffff:7f00:1]/",
        "https://[fe80::1%25eth0]/",
        "https://[0:0:0:0:0:0:0:1]/", "https://[64:ff9b::127.0.0.1]/",
        "https://169.254.169.254/latest/meta-data/",
        "https://localhost/", "https://LOCALHOST./", "https://hook.localhost/", "https://10.0.0.1:8443/",
    ];

    [Theory, MemberData(nameof(NotPublic))]
    public void This_address_is_not_public(string address) =>
        Assert.False(AddressRule.IsPublic(IPAddress.Parse(address)));

    [Theory, MemberData(nameof(Public))]
    public void This_address_is_public(string address) =>
        Assert.True(AddressRule.IsPublic(IPAddress.Parse(address)));

    [Theory, MemberData(nameof(BadUrls))]
    public void This_url_is_not_saved(string url) =>
        Assert.NotNull(EndpointRules.UrlProblem(url, allowPrivate: false));

    [Theory]
    [InlineData("https://shop.example/hook?x=1")]
    [InlineData("https://1.1.1.1:8443/")]
    [InlineData("https://[2606:4700:4700::1111]/hook")]
    [InlineData("https://xn--bcher-kva.example/")]
    public void This_url_is_saved(string url) =>
        Assert.Null(EndpointRules.UrlProblem(url, allowPrivate: false));

    [Fact]
    public void A_url_has_an_end()
    {
        var url = "https://shop.example/" + new string('a', EndpointRules.UrlMax);
        Assert.NotNull(EndpointRules.UrlProblem(url, allowPrivate: true));
        Assert.Null(EndpointRules.UrlProblem(url[..EndpointRules.UrlMax], allowPrivate: true));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    [InlineData("2130706433")]
    [InlineData("0x7f000001")]
    [InlineData("0177.0.0.1")]
    [InlineData("127.1")]
    [InlineData("[::ffff:127.0.0.1]")]
    [InlineData("[::ffff:7f00:1]")]
    public async Task Whatever_leads_to_this_machine_is_refused_when_it_is_called(string host)
    {
        await using var receiver = await Receiver.OpenAsync();
        var url = $"http://{host}:{new Uri(receiver.Url).Port}/hook";
        using var careful = Sender(allowPrivate: false);
        var refused = Assert.IsType<WebhookAnswer.Unreachable>(await CallAsync(careful, url));
        Assert.Equal("This address is not on the public internet.", refused.Why);
        Assert.Empty(receiver.All);
        using var open = Sender(allowPrivate: true);
        Assert.Equal(200, Assert.IsType<WebhookAnswer.Answered>(await CallAsync(open, url)).StatusCode);
        Assert.Single(receiver.All);
    }

    [Fact]
    public async Task What_became_private_after_it_was_saved_is_refused_with_every_attempt()
    {
        await using var receiver = await Receiver.OpenAsync();
        await using var site = await HookSite.OpenAsync(allowPrivate: false);
        var (id, _) = await site.ListenAsync("https://shop.example/hook");

        // The name leads somewhere else now: the row is what a name that was bound anew looks like.
        await site.WriteAsync(db => db.WebhookEndpoints.ExecuteUpdateAsync(
            set => set.SetProperty(
            row => row.Url, receiver.Url.Replace("127.0.0.1", "localhost", StringComparison.Ordinal))));
        for (var attempt = 0; attempt < 2; attempt++)
        {
            var (_, body) = await site.PostAsync($"/v1/webhooks/endpoints/{id}/test");
            Assert.False(body.GetProperty("delivered").GetBoolean());
            Assert.Equal(
                "This address is not on the public internet.",
                body.GetProperty("result").GetProperty("error").GetString());
        }

        site.Time.Advance(TimeSpan.FromSeconds(30));
        await site.SendAsync();
        Assert.Equal([2, 2],
            await site.ReadAsync(db => db.WebhookDeliveries.Select(row => row.Attempts).ToListAsync()));
        Assert.Empty(receiver.All);
    }

    [Fact]
    public async Task A_redirect_is_a_failure_and_is_not_followed()
    {
        await using var target = await Receiver.OpenAsync();
        await using var receiver = await Receiver.OpenAsync();
        receiver.RedirectTo = target.Url;
        await using var site = await HookSite.OpenAsync();
        var (id, _) = await site.ListenAsync(receiver.Url);
        var (_, body) = await site.PostAsync($"/v1/webhooks/endpoints/{id}/test");
        Assert.False(body.GetProperty("delivered").GetBoolean());
        Assert.Equal(307, body.GetProperty("result").GetProperty("status_code").GetInt32());
        Assert.Single(receiver.All);
        Assert.Empty(target.All);
    }

    [Fact]
    public async Task Of_an_answer_two_kilobytes_of_plain_text_are_kept()
    {
        await using var receiver = await Receiver.OpenAsync();
        receiver.StatusCode = 500;
        receiver.Answer = "a\0\u001b[31mb\u0085" + new string('é', 5000);
        await using var site = await HookSite.OpenAsync();
        var (id, _) = await site.ListenAsync(receiver.Url);
        var (_, body) = await site.PostAsync($"/v1/webhooks/endpoints/{id}/test");
        var kept = body.GetProperty("delivery").GetProperty("response_body").GetString()!;
        Assert.StartsWith("a  [31mb ", kept, StringComparison.Ordinal);
        Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(kept), 2000, 2052);
        Assert.DoesNotContain(kept, letter => char.IsControl(letter));
    }

    private static HttpWebhookSender Sender(bool allowPrivate) =>
        new(Options.Create(new WebhookOptions { AllowPrivateAddresses = allowPrivate }));

    private static Task<WebhookAnswer> CallAsync(HttpWebhookSender sender, string url) =>
        sender.SendAsync(new WebhookCall(url, [], "{\"id\":1,\"type\":\"none\"}"u8.ToArray()), default);
}
