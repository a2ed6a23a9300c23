using HiltBot.TestKit;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace HiltBot.Journey.Tests;

/// <summary>
/// An offer that renews by itself: the merchant's wallet publishes the plan, the buyer's approves and subscribes with the
/// same signature that pays the first period, and the next one is collected on the ledger. The program itself is played by
/// the local Solana (tests/localnet says how); tokens move in the real VM.
/// </summary>
public sealed partial class WalletPageTests
{
    [Fact]
    public async Task A_renewal_that_was_agreed_to_with_the_first_payment_is_collected_by_itself()
    {
        var offer = await town.SellRenewingAsync();
        await using var visit = await town.VisitAsync(offer, "rita");
        await Expect(visit.Page.Locator("#renews")).ToContainTextAsync("9.00 USDC every 30 days");
        await visit.ConnectAsync();
        await Expect(visit.Words).ToContainTextAsync("Wallets call this an unlimited approval.");
        await Expect(visit.Words).ToContainTextAsync("Agrees that at most 9.00 USDC is collected every 30 days, until you cancel.");
        await visit.ShootAsync("renewing");
        await visit.Sign.ClickAsync();
        await town.UntilAsync(visit.Page, "You are in");
        await StandsAsync("active");
        Assert.Equal(50_000_000 - WalletTown.Price, await town.UsdcOfAsync(visit.Wallet));

        // Whoever has the link sees how it stands; only the wallet can change it.
        var id = (await town.House.Books.RowsAsync("select id from renewal_authorizations where status = 'active'")).Single()[0];
        var path = "/renewals/" + Engine.Values.Id.ToOpaque(Engine.Values.AuthorizationId.From(Guid.Parse(id!.ToString()!)));
        var page = await visit.Page.Context.NewPageAsync();
        await page.GotoAsync(town.House.Host.Url + path);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("It renews by itself");
        await Browser.IsAccessibleAsync(page, "a renewal");
        await Browser.FitsAPhoneAsync(page, "a renewal");
        await page.GotoAsync($"{town.House.Host.Url}/p/{offer.Slug}/plan");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("This offer renews by itself");
        await Browser.IsAccessibleAsync(page, "a plan");

        await town.House.MoveClockAsync(TimeSpan.FromDays(30) + TimeSpan.FromMinutes(1));

        // Blocks go by in no time here, so none does before the collection has landed.
        await town.House.TickAsync();
        await Eventually.IsAsync(
            () => town.UsdcOfAsync(visit.Wallet), left => left == 50_000_000 - 2 * WalletTown.Price, "the second period is taken");
        await Eventually.IsAsync(
            async () =>
            {
                await town.House.TickAsync();
                return await town.House.Books.CountAsync("select count(*) from payments where origin = 'COLLECTED' and status = 'CONFIRMED'");
            },
            count => count == 1, "the second period is collected");
        Assert.Equal(1, await town.House.Books.CountAsync(
            "select count(*) from memberships where status = 'ACTIVE' and renewal_count = 1"));
        Assert.Contains(("100/7", "rita"), town.House.Platform.Roles.Keys);
        await StandsAsync("active");
    }

    private Task StandsAsync(string status) => Eventually.IsAsync(
        async () =>
        {
            await town.House.TickAsync();
            return await town.House.Books.CountAsync($"select count(*) from renewal_authorizations where status = '{status}'");
        },
        count => count == 1, $"the renewal is {status}");
}
