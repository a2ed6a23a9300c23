using HiltBot.Engine.Merchants;
using HiltBot.Engine.Storage;
using HiltBot.Storage.Tests.Checkouts;
using HiltBot.TestKit;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Storage.Tests.Merchants;

public sealed class OneTimeCodesTests
{
    public static TheoryData<string> Both => Store.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task A_code_that_many_enter_at_once_works_once(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var shop = await Storefront.OpenAsync(store);
        var code = await shop.CodeAsync(CodePurpose.BindCommunity);
        var uses = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => UseAsync(store, code)));
        Assert.Equal(shop.MerchantId, Assert.Single(uses.OfType<CodeUse.Used>()).MerchantId);
        Assert.Equal(11, uses.OfType<CodeUse.UsedAlready>().Count());
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_code_is_good_for_its_time_and_its_purpose(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var shop = await Storefront.OpenAsync(store);
        var code = await shop.CodeAsync(CodePurpose.BindCommunity);
        Assert.IsType<CodeUse.Unknown>(await UseAsync(store, code, CodePurpose.ConnectAccount));
        Assert.IsType<CodeUse.Unknown>(await UseAsync(store, code[..^1] + "-"));
        store.Time.Advance(TimeSpan.FromMinutes(15));
        Assert.IsType<CodeUse.Expired>(await UseAsync(store, code));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Case_and_separators_do_not_matter_and_the_code_itself_is_not_kept(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var shop = await Storefront.OpenAsync(store);
        var code = await shop.CodeAsync(CodePurpose.BindCommunity);
        Assert.Matches("^[0-9a-z]{24}$", code);
        var row = await store.ReadAsync(db => db.OneTimeCodes.SingleAsync());
        Assert.DoesNotContain(code, row.CodeHash, StringComparison.OrdinalIgnoreCase);
        var typed = string.Join('-', code.ToUpperInvariant().Chunk(6).Select(group => new string(group)));
        Assert.IsType<CodeUse.Used>(await UseAsync(store, typed));
    }

    private static Task<CodeUse> UseAsync(Store store, string code, CodePurpose purpose = CodePurpose.BindCommunity) =>
        store.InScopeAsync<Work, CodeUse>(work => work.RunAsync(
            db => ((OneTimeCodes)store.Services.GetService(typeof(OneTimeCodes))!).UseAsync(db, code, purpose, default),
            default));
}
