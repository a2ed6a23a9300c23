using System.Net;
using HiltBot.Engine.Merchants;
using HiltBot.Engine.Sandbox;
using HiltBot.Engine.Storage;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Doors.Tests.Web;

public sealed class SetupPageTests
{
    [Fact]
    public async Task Every_wrong_field_is_named_at_once_and_the_link_stays_good()
    {
        await using var site = await Site.CreateAsync();
        var path = $"/setup/{await CodeAsync(site)}";
        var (_, page) = await site.GetAsync(path);
        using var wrong = await site.SubmitAsync(
            page, path, ("name", " "), ("time_zone", "Mars/Olympus"), ("wallet", "abc"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
        var again = await wrong.Content.ReadAsStringAsync();
        Assert.Contains("A name has 1 to 120 characters.", again, StringComparison.Ordinal);
        Assert.Contains("Mars/Olympus", again, StringComparison.Ordinal);
        Assert.Contains("is no time zone", again, StringComparison.Ordinal);
        Assert.Contains("This is no Solana address", again, StringComparison.Ordinal);
        Assert.Equal(3, again.Split("aria-invalid=\"true\"").Length - 1);

        var wallet = SimWallet.Of("the owner");
        using var made = await site.SubmitAsync(
            again, path, ("name", "North Pier"), ("time_zone", "Europe/Berlin"), ("wallet", wallet));
        var done = await made.Content.ReadAsStringAsync();
        Assert.Contains(WalletText.InGroups(wallet), done, StringComparison.Ordinal);
        Assert.Matches("/setup [a-z0-9]{24}<", done);
        var merchant = await site.ReadAsync(db => db.Merchants.SingleAsync(row => row.Name == "North Pier"));
        Assert.Equal(wallet, merchant.PayoutWallet);
        Assert.False(await site.ReadAsync(db => db.Notices.AnyAsync(row => row.MerchantId == merchant.Id)));
        Assert.Equal(410, (await site.GetAsync(path)).Status);
    }

    private static Task<string> CodeAsync(Site site) => site.InScopeAsync<Work, string>(work => work.RunAsync(
        db => new OneTimeCodes(site.Time).IssueAsync(
            db, CodePurpose.FirstWorkspace, null, null, TimeSpan.FromHours(1), CancellationToken.None),
        CancellationToken.None));
}
