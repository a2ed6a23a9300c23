using HiltBot.Engine.Chat;
using HiltBot.Engine.Memberships;
using HiltBot.Engine.Values;
using HiltBot.TestKit;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Storage.Tests.Chat;

public sealed class NothingIsBelievedTests
{
    private static readonly string[] StaffLines =
    [
        "/offer create", "/offer list", "/offer edit gold", "/offer archive gold", "/members", "/gift s-ben gold 30",
        "/revoke s-ana", "/block s-ana", "/unblock s-ana", "/why s-ana", "/unmatched", "/staff add s-ben owner",
        "/staff remove s-robin", "/setup", "/setup alerts:general",
    ];

    public static TheoryData<string> Both => Store.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task Staff_commands_do_nothing_for_anybody_else(string provider)
    {
        await using var world = await ChatWorld.OpenAsync(provider);
        await world.OfferAsync("Gold");
        await world.Robin.SayAsync("/gift s-ana Gold 30");
        var before = await HistoryAsync(world);
        foreach (var person in new[] { world.Ana, world.Ben, new Chatter(world.Store, Platform.SimServer, world.Place, "s-mod", "Mod") { MayManage = true } })
        {
            foreach (var line in StaffLines)
            {
                var reply = await person.SayAsync(line);
                Assert.Contains("of this workspace may do that", reply.Text, StringComparison.Ordinal);
                Assert.Null(reply.Form);
                Assert.Null(reply.Menu);
                Assert.Empty(reply.Buttons);
            }
        }

        Assert.Equal(before, await HistoryAsync(world));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_role_allows_what_it_is_for_and_no_more(string provider)
    {
        await using var world = await ChatWorld.OpenAsync(provider);
        await world.OfferAsync("Gold");
        await world.Robin.SayAsync("/gift s-ana Gold 30");
        await world.Robin.SayAsync("/staff add s-sam support");
        await world.Robin.SayAsync("/staff add s-mia manager");
        var sam = world.Member("s-sam", "Sam");
        var mia = world.Member("s-mia", "Mia");
        foreach (var line in new[] { "/offer list", "/members", "/why s-ana", "/unmatched", "/setup" })
        {
            Assert.DoesNotContain("may do that", (await sam.SayAsync(line)).Text, StringComparison.Ordinal);
        }

        foreach (var line in new[] { "/gift s-ben gold 3", "/block s-ana", "/offer create", "/staff add s-sam owner" })
        {
            Assert.Contains("You are on the support staff here", (await sam.SayAsync(line)).Text, StringComparison.Ordinal);
        }

        Assert.Contains("Given:", (await mia.SayAsync("/gift s-ben gold 3")).Text, StringComparison.Ordinal);
        Assert.Contains("You are a manager here", (await mia.SayAsync("/staff add s-mia owner")).Text,
            StringComparison.Ordinal);
        Assert.Contains("Only owners", (await mia.SayAsync("/setup alerts:general")).Text, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task No_button_of_another_merchant_works(string provider)
    {
        await using var ours = await ChatWorld.OpenAsync(provider);
        var theirs = await ChatWorld.AddAsync(ours.Store, "Other House", "other-place", "other-group");
        await ours.OfferAsync("Gold");
        await theirs.OfferAsync("Platinum");
        await theirs.Robin.SayAsync("/gift s-ana Platinum 30");
        var asker = theirs.Ben;
        await asker.SayAsync("/support");
        await asker.FillAsync(("subject", "Help"), ("message", "me"));
        var opaques = await OpaquesAsync(theirs);
        var before = await HistoryAsync(ours);
        Assert.True(opaques.Count >= 7);
        foreach (var verb in AllVerbs())
        {
            foreach (var (opaque, isMerchant) in opaques)
            {
                foreach (var more in new[] { "", ":keep", ":" + opaque })
                {
                    var id = $"{verb}:{opaque}{more}";
                    if (id.Length > ActionId.LengthMax)
                    {
                        continue;
                    }

                    foreach (var input in new ChatInput[]
                    {
                        new ChatInput.Pressed(id), new ChatInput.Chosen(id, opaque),
                        new ChatInput.Submitted(id, new Dictionary<string, string> { ["message"] = "x", ["title"] = "x" }),
                    })
                    {
                        var reply = await ours.Robin.SendAsync(input);
                        Assert.Contains("does not work here any more", reply.Text, StringComparison.Ordinal);
                        Assert.Empty(reply.Buttons);
                    }
                }

                // A line of our own menu with their row as its value.
                if (!isMerchant && verb is "offers" or "offer-list" or "members")
                {
                    var own = ActionId.Write(verb, ours.MerchantId);
                    var reply = await ours.Robin.SendAsync(new ChatInput.Chosen(own, opaque));
                    Assert.Contains("does not work here any more", reply.Text, StringComparison.Ordinal);
                }
            }
        }

        Assert.Equal(before, await HistoryAsync(ours));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_buyers_button_does_nothing_for_somebody_else(string provider)
    {
        await using var world = await ChatWorld.OpenAsync(provider);
        await world.OfferAsync("Gold");
        await world.Robin.SayAsync("/gift s-ana Gold 30");
        await world.Robin.SayAsync("/gift s-ben Gold 30");
        var ana = world.Ana;
        await ana.SayAsync("/cancel");
        var button = ana.ButtonOf("Cancel it").ActionId!;
        var stranger = world.Member("s-eve", "Eve");
        foreach (var person in new[] { world.Ben, stranger, world.Robin })
        {
            Assert.Contains("belongs to somebody else", (await person.PressIdAsync(button)).Text, StringComparison.Ordinal);
        }

        Assert.True(await world.Store.ReadAsync(db => db.Memberships.AllAsync(row => row.CancelledAt == null)));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task The_same_update_twice_has_one_effect(string provider)
    {
        await using var world = await ChatWorld.OpenAsync(provider);
        await world.OfferAsync("Gold");
        var line = CommandLine.Read("/gift s-ana Gold 30")!;
        Assert.StartsWith("Given", (await world.Robin.SendAsync(line, "77-a")).Text, StringComparison.Ordinal);
        Assert.Contains("have that already", (await world.Robin.SendAsync(line, "77-a")).Text, StringComparison.Ordinal);
        Assert.Equal(1, await world.CountAsync<MembershipPeriod>());

        var together = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ =>
            Task.Run(() => new Chatter(world.Store, Platform.SimServer, world.Place, "s-robin", "Robin").SendAsync(line, "78-b"))));
        Assert.Equal(1, together.Count(reply => reply.Text.StartsWith("Given", StringComparison.Ordinal)));
        Assert.Equal(2, await world.CountAsync<MembershipPeriod>());
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Nonsense_is_refused_in_words(string provider)
    {
        await using var world = await ChatWorld.OpenAsync(provider);
        var ana = world.Ana;
        Assert.Contains("/help", (await ana.SayAsync("/dance")).Text, StringComparison.Ordinal);
        Assert.Contains("more than /status takes", (await ana.SayAsync("/status now")).Text, StringComparison.Ordinal);
        Assert.Contains("/offer create", (await ana.SayAsync("/offer")).Text, StringComparison.Ordinal);
        Assert.Contains("needs \"member\"", (await world.Robin.SayAsync("/why")).Text,
            StringComparison.Ordinal);
        Assert.StartsWith("Only staff", (await ana.SayAsync("/why")).Text, StringComparison.Ordinal);
        Assert.StartsWith("Only owners and managers", (await ana.SayAsync("/gift")).Text,
            StringComparison.Ordinal);
        foreach (var id in new[] { "", "pay", "pay:x", "dance:AAAAAAAAAAAAAAAAAAAAAA", new string('a', 500), "pay:AAAAAAAAAAAAAAAAAAAAAA\n" })
        {
            Assert.Contains("does not work here any more", (await ana.PressIdAsync(id)).Text, StringComparison.Ordinal);
        }

        Assert.Contains("no option \"colour\"", (await ana.SendAsync(new ChatInput.Command(
            "join", new Dictionary<string, string> { ["colour"] = "red" }))).Text, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task In_private_the_bot_asks_which_community_is_meant(string provider)
    {
        await using var ours = await ChatWorld.OpenAsync(provider);
        await ours.OfferAsync("Gold");
        var ana = ours.Ana.Privately;
        Assert.Contains("Pay 29.00 USDC", Chatter.Words(await ana.SayAsync("/join")), StringComparison.Ordinal);
        var theirs = await ChatWorld.AddAsync(ours.Store, "Other House", "other-place", "other-group");
        await theirs.OfferAsync("Platinum");
        Assert.Contains("do not know yet which community", (await ana.SayAsync("/join")).Text, StringComparison.Ordinal);
        await ours.Robin.SayAsync("/gift s-ana Gold 30");
        Assert.Contains("You already have Gold", (await ana.SayAsync("/join")).Text, StringComparison.Ordinal);
        await theirs.Robin.SayAsync("/gift s-ana Platinum 30");
        Assert.Equal("Which one do you mean?", (await ana.SayAsync("/status")).Text);
        Assert.Contains("Platinum: active", Chatter.Words(await ana.ChooseAsync("Other House")), StringComparison.Ordinal);
        Assert.Contains("that it is about", (await ana.SayAsync("/join gold")).Text, StringComparison.Ordinal);
        Assert.Contains("in the server or group", (await ana.SayAsync("/setup")).Text, StringComparison.Ordinal);
        var eve = new Chatter(ours.Store, Platform.SimServer, null, "s-eve", "Eve");
        Assert.Contains("not on the staff", (await eve.SayAsync("/members")).Text, StringComparison.Ordinal);
        var product = await ours.Store.ReadAsync(db => db.Products.FirstAsync(row => row.Title == "Platinum"));
        Assert.Contains("Pay 29.00 USDC", Chatter.Words(await eve.SayAsync($"/start {Id.ToOpaque(product.Id)}")),
            StringComparison.Ordinal);
        Assert.Contains("does not work here", (await eve.PressIdAsync(ActionId.Write("status", ours.MerchantId))).Text,
            StringComparison.Ordinal);
    }

    private static IEnumerable<string> AllVerbs() => typeof(Verbs).GetFields()
        .Select(field => (string)field.GetRawConstantValue()!);

    private static Task<long> HistoryAsync(ChatWorld world) =>
        world.Store.ReadAsync(db => db.History.LongCountAsync());

    private static Task<List<(string Opaque, bool IsMerchant)>> OpaquesAsync(ChatWorld world) =>
        world.Store.ReadAsync(async db =>
        {
            var id = world.MerchantId;
            var all = new List<(string, bool)> { (Id.ToOpaque(id), true) };
            all.Add((Id.ToOpaque((await db.Products.SingleAsync(row => row.MerchantId == id)).Id), false));
            all.Add((Id.ToOpaque((await db.Memberships.SingleAsync(row => row.MerchantId == id)).Id), false));
            all.Add((Id.ToOpaque((await db.Tickets.SingleAsync(row => row.MerchantId == id)).Id), false));
            all.Add((Id.ToOpaque((await db.Communities.SingleAsync(row => row.MerchantId == id)).Id), false));
            foreach (var buyer in await db.Buyers.Where(row => row.MerchantId == id).ToListAsync())
            {
                all.Add((Id.ToOpaque(buyer.Id), false));
            }

            return all;
        });
}
