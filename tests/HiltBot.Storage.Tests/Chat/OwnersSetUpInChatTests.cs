using System.Text.RegularExpressions;
using HiltBot.Engine.Merchants;
using HiltBot.Engine.Notices;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Products;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HiltBot.Storage.Tests.Chat;

/// <summary>
/// Wallet, codes and alert channel in chat, over a ledger that must not be asked inside a transaction.
/// </summary>
public sealed partial class OwnersSetUpInChatTests
{
    private static readonly string Mine = FakeChain.Wallet("a better wallet");

    public static TheoryData<string> Both => Store.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task A_wallet_is_shown_back_and_changes_only_when_it_is_confirmed(string provider)
    {
        await using var world = await OpenAsync(provider);
        await world.OfferAsync("Gold");
        var before = FakeChain.Wallet("Harbor House");
        var asked = await world.Robin.SayAsync("/setup wallet");
        Assert.Equal("address", asked.Form!.Fields.Single().Name);
        var shown = await world.Robin.FillAsync(("address", $" {Mine} "));
        Assert.Contains(WalletText.InGroups(Mine), shown.Text, StringComparison.Ordinal);
        Assert.Contains($"Until you confirm, it goes to: {WalletText.InGroups(before)}", shown.Text,
            StringComparison.Ordinal);
        Assert.Contains("Nothing is changed yet", shown.Text, StringComparison.Ordinal);
        Assert.Equal((before, before), await WalletsAsync(world));

        var done = await world.Robin.PressAsync("Confirm");
        Assert.Contains("From now on buyers pay into", done.Text, StringComparison.Ordinal);
        Assert.Contains("1 offer moved along", done.Text, StringComparison.Ordinal);
        Assert.Equal((Mine, Mine), await WalletsAsync(world));
        Assert.Equal(1, await world.Store.ReadAsync(db => db.Notices.CountAsync(
            row => row.Kind == NoticeKind.WalletChanged && row.Audience == NoticeAudience.AlertChannel)));
        await world.Robin.SayAsync("/setup");
        Assert.Contains(WalletText.InGroups(Mine), Chatter.Words(world.Robin.Last), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_bad_wallet_is_refused_with_a_sentence_and_nothing_is_kept(string provider)
    {
        await using var world = await OpenAsync(provider);
        var program = FakeChain.Wallet("a program");
        world.Store.Services.GetRequiredService<FakeChain>().Set(program, WalletKind.Program);
        var refused = await world.Robin.SayAsync($"/setup wallet {program}");
        Assert.Contains("is a program or belongs to one", refused.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(refused.Buttons, button => button.Label.StartsWith("Confirm",
            StringComparison.Ordinal));
        world.Store.Services.GetRequiredService<FakeChain>().Break("no answer");
        Assert.Contains("cannot be read at the moment",
            (await world.Robin.SayAsync($"/setup wallet {Mine}")).Text,
            StringComparison.Ordinal);
        Assert.Null((await world.Store.ReadAsync(db => db.Merchants.SingleAsync())).ProposedWallet);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Only_the_wallet_that_was_shown_last_can_be_confirmed_and_only_for_a_while(
        string provider)
    {
        await using var world = await OpenAsync(provider);
        await world.Robin.SayAsync($"/setup wallet {FakeChain.Wallet("a slip")}");
        var slip = world.Robin.ButtonOf("Confirm").ActionId!;
        await world.Robin.SayAsync($"/setup wallet {Mine}");
        var right = world.Robin.ButtonOf("Confirm").ActionId!;
        Assert.Contains("another wallet was entered since", (await world.Robin.PressIdAsync(slip)).Text,
            StringComparison.Ordinal);
        world.Store.Time.Advance(ProposePayoutWallet.Lifetime + TimeSpan.FromSeconds(1));
        Assert.Contains("too old", (await world.Robin.PressIdAsync(right)).Text, StringComparison.Ordinal);
        Assert.Equal(FakeChain.Wallet("Harbor House"), (await WalletsAsync(world)).Workspace);
        await world.Robin.SayAsync($"/setup wallet {Mine}");
        await world.Robin.PressAsync("Confirm");
        Assert.Contains("already", (await world.Robin.PressIdAsync(right)).Text, StringComparison.Ordinal);
        Assert.Contains("already", (await world.Robin.SayAsync($"/setup wallet {Mine}")).Text,
            StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Nobody_but_an_owner_sees_or_confirms_it(string provider)
    {
        await using var world = await OpenAsync(provider);
        await world.Robin.SayAsync("/staff add s-mia manager");
        var mia = world.Member("s-mia", "Mia");
        await world.Robin.SayAsync($"/setup wallet {Mine}");
        var confirm = world.Robin.ButtonOf("Confirm").ActionId!;
        var calls = world.Store.Services.GetRequiredService<FakeChain>().Calls.Count;
        foreach (var person in new[] { mia, world.Ana })
        {
            foreach (var line in new[] { "/setup wallet", $"/setup wallet {Mine}", "/setup code" })
            {
                var reply = await person.SayAsync(line);
                Assert.StartsWith("Only owners", reply.Text, StringComparison.Ordinal);
                Assert.Null(reply.Form);
            }

            Assert.StartsWith("Only owners", (await person.PressIdAsync(confirm)).Text,
                StringComparison.Ordinal);
        }

        Assert.Equal(calls, world.Store.Services.GetRequiredService<FakeChain>().Calls.Count);
        Assert.Equal(FakeChain.Wallet("Harbor House"), (await WalletsAsync(world)).Workspace);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Offers_are_created_and_changed_without_asking_the_ledger_inside_the_transaction(
        string provider)
    {
        await using var world = await OpenAsync(provider);
        await world.OfferAsync("Gold");
        var chain = world.Store.Services.GetRequiredService<FakeChain>();
        Assert.NotEmpty(chain.Calls);
        await world.Robin.PressAsync("Edit");
        await world.Robin.FillAsync(("price", "35 USDC"));
        Assert.Equal(35_000_000, (await world.Store.ReadAsync(db =>
            db.Products.SingleAsync())).AmountMinorUnits);
        chain.Break("no answer");
        await world.Robin.SayAsync("/offer create");
        Assert.Contains("cannot be read", (await world.Robin.FillAsync(
            ("title", "Silver"), ("price", "9 USDC"), ("period", "30 days"))).Text, StringComparison.Ordinal);
        Assert.Equal(1, await world.CountAsync<Product>());
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Without_a_wallet_the_way_to_one_comes_before_the_form(string provider)
    {
        await using var world = await OpenAsync(provider);
        await world.Store.WriteAsync(async db => (await db.Merchants.SingleAsync()).PayoutWallet = null);
        var reply = await world.Robin.SayAsync("/offer create");
        Assert.Null(reply.Form);
        Assert.Contains("/setup wallet", reply.Text, StringComparison.Ordinal);
        await world.Robin.PressAsync("Enter the wallet");
        await world.Robin.FillAsync(("address", Mine));
        await world.Robin.PressAsync("Confirm");
        Assert.NotNull((await world.Robin.SayAsync("/offer create")).Form);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_fresh_code_connects_another_place_once(string provider)
    {
        await using var world = await OpenAsync(provider);
        var given = await world.Robin.Privately.SayAsync("/setup code");
        Assert.True(given.IsOnlyForAsker);
        Assert.Contains("works once, until 3 March 2026", given.Text, StringComparison.Ordinal);
        var code = CodePattern().Match(given.Text).Groups[1].Value;
        var mia = new Chatter(world.Store, Platform.SimGroup, world.Group, "g-mia",
            "Mia")
        { MayManage = true };
        Assert.Contains("is connected to Harbor House", (await mia.SayAsync($"/setup {code}")).Text,
            StringComparison.Ordinal);
        Assert.Contains("used already", (await mia.SayAsync($"/setup {code}")).Text,
            StringComparison.Ordinal);
        await world.Robin.SayAsync("/setup");
        var again = CodePattern().Match(
            (await world.Robin.PressAsync("Connect another place")).Text).Groups[1].Value;
        Assert.NotEqual(code, again);
        world.Store.Time.Advance(GiveBindCode.Lifetime);
        Assert.Contains("expired", (await mia.SayAsync($"/setup {again}")).Text, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Alerts_go_to_a_channel_or_to_the_owners(string provider)
    {
        await using var world = await OpenAsync(provider);
        await world.Robin.SayAsync("/setup");
        Assert.Contains("to the owners, privately", (await world.Robin.ChooseAsync("No channel")).Text,
            StringComparison.Ordinal);
        Assert.Null((await world.Store.ReadAsync(db => db.Communities.SingleAsync())).AlertChannelId);
        Assert.Contains("Alert channel: None: I write to the owners privately",
            Chatter.Words(world.Robin.Last),
            StringComparison.Ordinal);
        await world.Robin.ChooseAsync("staff-room");
        Assert.Equal("staff-room", (await world.Store.ReadAsync(db =>
            db.Communities.SingleAsync())).AlertChannelId);
        await world.Robin.SayAsync("/setup alerts:owners");
        Assert.Null((await world.Store.ReadAsync(db => db.Communities.SingleAsync())).AlertChannelId);
    }

    private static Task<ChatWorld> OpenAsync(string provider) => ChatWorld.OpenAsync(provider, services =>
        services.AddScoped<IPaymentChain>(scope =>
            OutsideOnly.Of(scope.GetRequiredService<Work>(), scope.GetRequiredService<FakeChain>())));

    private static async Task<(string? Workspace, string? Offer)> WalletsAsync(ChatWorld world) => (
        (await world.Store.ReadAsync(db => db.Merchants.SingleAsync())).PayoutWallet,
        (await world.Store.ReadAsync(db => db.Products.SingleOrDefaultAsync()))?.MerchantWallet);

    [GeneratedRegex("/setup ([a-z0-9]{24})")]
    private static partial Regex CodePattern();
}
