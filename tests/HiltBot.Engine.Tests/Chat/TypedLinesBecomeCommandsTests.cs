using HiltBot.Engine.Chat;

namespace HiltBot.Engine.Tests.Chat;

public sealed class TypedLinesBecomeCommandsTests
{
    [Theory]
    [InlineData("/join", "join", "")]
    [InlineData("/join@HiltBot Gold", "join", "offer=Gold")]
    [InlineData("/offer create", "offer create", "")]
    [InlineData("/offer_create", "offer create", "")]
    [InlineData("/setup", "setup", "")]
    [InlineData("/setup 0abc1", "setup", "code=0abc1")]
    [InlineData("/setup code:0abc1", "setup", "code=0abc1")]
    [InlineData("/setup code", "setup code", "")]
    [InlineData("/setup_wallet 7abc", "setup wallet", "address=7abc")]
    [InlineData("/OFFER edit gold club", "offer edit", "offer=gold club")]
    [InlineData("/gift @bob \"Gold: the club\" 30", "gift", "member=@bob|offer=Gold: the club|days=30")]
    [InlineData("/gift days:30 member:bob offer:gold", "gift", "member=bob|offer=gold|days=30")]
    [InlineData("/revoke bob gold was rude twice", "revoke", "member=bob|offer=gold|reason=was rude twice")]
    [InlineData("/block bob reason:was rude", "block", "member=bob|reason=was rude")]
    [InlineData("/status now", "status", "more=now")]
    [InlineData("/nonsense a b", "nonsense", "")]
    [InlineData("/staff add bob manager", "staff add", "member=bob|role=manager")]
    public void A_line_is_read_by_the_options_of_its_command(string line, string name, string options)
    {
        var command = CommandLine.Read(line);
        Assert.NotNull(command);
        var spec = CommandList.Find(name);
        var order = spec?.Options.Select(option => option.Name).Append("more").ToList() ?? [];
        Assert.Equal(
            (name, options),
            (command.Name, string.Join('|', command.Options.OrderBy(pair => order.IndexOf(pair.Key))
                .Select(pair => $"{pair.Key}={pair.Value}"))));
    }

    [Theory]
    [InlineData("hello")]
    [InlineData("/")]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("/ \"\"")]
    public void Other_lines_are_no_commands(string? line) => Assert.Null(CommandLine.Read(line));

    [Fact]
    public void What_platforms_register_fits_their_limits()
    {
        Assert.Equal(CommandList.All.Count, CommandList.All.Select(spec => spec.Name).Distinct().Count());
        Assert.All(CommandList.All, spec =>
        {
            Assert.Matches("^[a-z]{1,32}( [a-z]{1,32})?$", spec.Name);
            Assert.InRange(spec.Description.Length, 1, 100);
            Assert.All(spec.Options, option => Assert.Matches("^[a-z]{1,32}$", option.Name));
            Assert.All(spec.Options, option => Assert.InRange(option.Description.Length, 1, 100));

            // Discord wants required options first.
            Assert.Equal(spec.Options.OrderByDescending(option => option.IsRequired), spec.Options);
        });
    }
}
