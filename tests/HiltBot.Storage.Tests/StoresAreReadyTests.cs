using HiltBot.Engine.Merchants;
using HiltBot.Engine.Values;
using HiltBot.TestKit;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Storage.Tests;

public sealed class StoresAreReadyTests
{
    public static TheoryData<string> Both => Store.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task What_is_written_is_read_back_to_the_microsecond(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var at = ManualTime.Start.AddTicks(12_345_670);
        var merchant = new Merchant { Id = MerchantId.New(at), Name = "Zoë", TimeZone = "UTC", CreatedAt = at };
        await store.WriteAsync(async db => await db.Merchants.AddAsync(merchant));
        var read = await store.ReadAsync(db => db.Merchants.SingleAsync(row => row.Id == merchant.Id));
        Assert.Equal(("Zoë", at.Cut()), (read.Name, read.CreatedAt));
    }
}
