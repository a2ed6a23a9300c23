using HiltBot.Doors.Tests.Memberships;

namespace HiltBot.Doors.Tests.Web;

/// <summary>Whoever signed in to a workspace says who acts for it in chats.</summary>
public sealed class StaffRoutesTests
{
    [Fact]
    public async Task Staff_are_listed_set_and_removed_and_one_owner_stays()
    {
        await using var scene = await MemberScene.OpenAsync();
        var owners = (await scene.Mia.GetAsync("/v1/account/staff")).Expect(200).Items("staff");
        Assert.All(owners, one => Assert.Equal("OWNER", one.Text("role")));
        var sam = new { platform = "discord", account_id = "123456789", display = "Sam", role = "support" };
        var made = (await scene.Mia.PostAsync("/v1/account/staff", sam)).Expect(200);
        Assert.Equal(("DISCORD", "123456789", "SUPPORT"), (made.Text("platform"), made.Text("account_id"), made.Text("role")));
        var raised = (await scene.Mia.PostAsync("/v1/account/staff", sam with { role = "MANAGER" })).Expect(200);
        Assert.Equal((made.Text("id"), "MANAGER"), (raised.Text("id"), raised.Text("role")));
        Assert.Equal(401, (await scene.Software.GetAsync("/v1/account/staff")).Status);
        Assert.Equal("platform", (await scene.Mia.PostAsync("/v1/account/staff", sam with { platform = "PIGEON" })).FieldRefused());
        Assert.Equal("account_id", (await scene.Mia.PostAsync("/v1/account/staff", sam with { account_id = " " })).FieldRefused());

        var eve = await Api.SignUpAsync(scene.Site.Client);
        Assert.Equal(404, (await eve.DeleteAsync($"/v1/account/staff/{made.Text("id")}")).Status);
        (await scene.Mia.DeleteAsync($"/v1/account/staff/{made.Text("id")}")).Expect(200);
        Assert.Equal(404, (await scene.Mia.DeleteAsync($"/v1/account/staff/{made.Text("id")}")).Status);
        foreach (var owner in owners.SkipLast(1))
        {
            (await scene.Mia.DeleteAsync($"/v1/account/staff/{owner.Text("id")}")).Expect(200);
        }

        Assert.Equal(409, (await scene.Mia.DeleteAsync($"/v1/account/staff/{owners[^1].Text("id")}")).Status);
    }
}
