using HiltBot.Engine.Storage;
using HiltBot.TestKit;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Storage.Tests.Storage;

public sealed class MigrationsTests
{
    public static TheoryData<string> Both => Store.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task The_migrations_make_the_model_as_it_is(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        await store.InScopeAsync<IDbContextFactory<HiltDb>>(async databases =>
        {
            await using var db = await databases.CreateDbContextAsync();
            Assert.False(
                db.Database.HasPendingModelChanges(),
                "The model has changed: dotnet run --project tests/tools/HiltBot.ScaffoldMigration -- <Name>");
            Assert.Empty(await db.Database.GetPendingMigrationsAsync());
        });
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Every_merchants_table_that_names_a_merchant_hides_other_merchants_rows(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        await store.InScopeAsync<IDbContextFactory<HiltDb>>(async databases =>
        {
            await using var db = await databases.CreateDbContextAsync();
            var open = db.Model.GetEntityTypes().Where(entity => typeof(IOwnedByMerchant).IsAssignableFrom(entity.ClrType) &&
                entity.GetDeclaredQueryFilters().Count == 0);
            Assert.Empty(open);
        });
    }
}
