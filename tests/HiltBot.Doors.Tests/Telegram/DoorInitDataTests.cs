using System.Security.Cryptography;
using System.Text;
using HiltBot.Telegram;
using HiltBot.Telegram.Door;
using HiltBot.TestKit;
using Microsoft.Extensions.Options;

namespace HiltBot.Doors.Tests.Telegram;

/// <summary>What a Mini App says about its visitor is believed only with this bot's signature, and only for an hour.</summary>
public sealed class DoorInitDataTests
{
    private const string Token = "7000000001:AAStandInTokenOfTheBot_0123456789abcd";
    private const string User = """{"id":6100000001,"first_name":"Ana","last_name":"K","username":"ana_k","language_code":"en"}""";

    private readonly ManualTime time = new();

    [Fact]
    public void A_good_one_names_its_visitor()
    {
        var visitor = Verify(Make());
        Assert.Equal(new MiniAppVisitor("6100000001", "ana_k"), visitor);
        Assert.Equal("Ana & Co", Verify(Make(user: """{"id":1,"first_name":"Ana & Co"}"""))!.Value.Display);
    }

    // Made with the recipe of the documentation in another language (Python's hmac and urllib), so that both agree.
    [Fact]
    public void One_that_was_made_elsewhere_is_read()
    {
        var told = "query_id=AAHdF6IQAAAAAN0XohDhrOrc&user=%7B%22id%22%3A279058397%2C%22first_name%22%3A%22Vladislav%22%7D" +
            "&auth_date=1772443800&signature=abc_-1&hash=";
        Assert.NotNull(Verify(told + Foreign));
    }

    [Fact]
    public void One_changed_byte_anywhere_and_it_is_not_believed()
    {
        var good = Make();
        for (var at = 0; at < good.Length; at++)
        {
            var changed = good.ToCharArray();
            changed[at] = changed[at] == 'x' ? 'y' : 'x';
            var text = new string(changed);
            Assert.True(Verify(text) is null || Uri.UnescapeDataString(text) == Uri.UnescapeDataString(good), text);
        }
    }

    [Fact]
    public void Old_early_foreign_doubled_and_empty_ones_are_not_believed()
    {
        Assert.NotNull(Verify(Make(age: TimeSpan.FromMinutes(59))));
        Assert.Null(Verify(Make(age: TimeSpan.FromMinutes(61))));
        Assert.NotNull(Verify(Make(age: TimeSpan.FromSeconds(-20))));
        Assert.Null(Verify(Make(age: TimeSpan.FromMinutes(-2))));
        Assert.Null(Verify(Make(token: "7000000002:AAAnotherBot")));
        Assert.Null(Verify(Make() + "&user=%7B%22id%22%3A5%7D"));
        Assert.Null(Verify(Make().Replace("hash=", "hsah=", StringComparison.Ordinal)));
        Assert.Null(Verify(null));
        Assert.Null(Verify(""));
        Assert.Null(Verify(new string('x', 10_000)));
        Assert.Null(Verify(Make(user: "{}")));
        Assert.Null(Verify(Make(user: "[1]")));
        Assert.Null(Verify(Make(user: "no json")));
        Assert.Null(new TelegramInitData(Options.Create(new TelegramOptions()), time).Verify(Make()));
    }

    private const string Foreign = "92f18e8820c139403faa74aea521974a57ca80b6039ede035ae103ff47672ab3";

    private MiniAppVisitor? Verify(string? text) =>
        new TelegramInitData(Options.Create(new TelegramOptions { Token = Token }), time).Verify(text);

    private string Make(string token = Token, string user = User, TimeSpan age = default)
    {
        var fields = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["auth_date"] = $"{(time.GetUtcNow() - age).ToUnixTimeSeconds()}",
            ["chat_type"] = "private",
            ["query_id"] = "AAHdF6IQAAAAAN0XohDhrOrc",
            ["user"] = user,
        };
        var key = HMACSHA256.HashData("WebAppData"u8, Encoding.UTF8.GetBytes(token));
        var lines = string.Join('\n', fields.Select(field => $"{field.Key}={field.Value}"));
        var hash = Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(lines)));
        return string.Join('&', fields.Select(field => $"{field.Key}={Uri.EscapeDataString(field.Value)}")) + $"&hash={hash}";
    }
}
