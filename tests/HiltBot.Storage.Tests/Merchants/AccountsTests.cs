using System.Text;
using HiltBot.Engine.Merchants;
using HiltBot.Engine.Merchants.Accounts;
using HiltBot.Engine.Merchants.Domains;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.Solana.Keys;
using HiltBot.Storage.Tests.Checkouts;
using HiltBot.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HiltBot.Storage.Tests.Merchants;

/// <summary>What many do at once with accounts happens once, on every database.</summary>
public sealed class AccountsTests
{
    private const string Password = "correct horse";

    public static TheoryData<string> Both => Store.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task One_of_many_gets_an_email_and_the_others_leave_nothing_behind(string provider)
    {
        await using var store = await CreateAsync(provider);
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => RegisterAsync(store, "mia@example.org")));
        var mine = Assert.Single(outcomes.OfType<RegistrationOutcome.Registered>());
        Assert.Equal(7, outcomes.OfType<RegistrationOutcome.Taken>().Count());
        var (accounts, merchants) = await store.ReadAsync(async db =>
            (await db.Accounts.Select(row => row.MerchantId).ToListAsync(), await db.Merchants.CountAsync()));
        Assert.Equal([mine.Account.MerchantId], accounts);
        Assert.Equal(1, merchants);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_workspace_gets_one_account_by_its_codes(string provider)
    {
        await using var store = await CreateAsync(provider);
        var shop = await Storefront.OpenAsync(store);
        var (first, second) = (await shop.CodeAsync(CodePurpose.Account), await shop.CodeAsync(CodePurpose.Account));
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 6).Select(number =>
            RegisterAsync(store, $"mia{number}@example.org", number % 2 == 0 ? first : second)));
        var mine = Assert.Single(outcomes.OfType<RegistrationOutcome.Registered>());
        Assert.Equal(shop.MerchantId, mine.Account.MerchantId);
        Assert.All(outcomes.Except([mine]), outcome => Assert.True(
            outcome is RegistrationOutcome.WorkspaceHasAccount or RegistrationOutcome.CodeRefused, outcome.ToString()));
        Assert.Equal(1, await store.ReadAsync(db => db.OneTimeCodes.CountAsync(
            row => row.Purpose == CodePurpose.Account && row.UsedAt != null)));
        var bind = await shop.CodeAsync(CodePurpose.BindCommunity);
        Assert.IsType<RegistrationOutcome.CodeRefused>(await RegisterAsync(store, "eve@example.org", bind));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_signature_opens_once_however_many_send_it(string provider)
    {
        await using var store = await CreateAsync(provider);
        using var wallet = KeyPair.Generate();
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => SignInAsync(store, wallet, "the same text")));
        Assert.True(Assert.Single(outcomes.OfType<WalletSignInOutcome.SignedIn>()).IsNew);
        Assert.Equal(5, outcomes.OfType<WalletSignInOutcome.Refused>().Count());

        using var other = KeyPair.Generate();
        outcomes = await Task.WhenAll(Enumerable.Range(0, 6).Select(number => SignInAsync(store, other, $"another text {number}")));
        Assert.Single(outcomes.Cast<WalletSignInOutcome.SignedIn>().Select(one => one.Account.MerchantId).Distinct());
        Assert.Single(outcomes.Cast<WalletSignInOutcome.SignedIn>(), one => one.IsNew);
        Assert.Equal(2, await store.ReadAsync(db => db.Merchants.CountAsync()));

        store.Time.Advance(SignInByWallet.KeepTime);
        await store.InScopeAsync<PruneRows, int>(prune => prune.HandleAsync(default));
        Assert.Equal(0, await store.ReadAsync(db => db.UsedNonces.CountAsync()));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task An_email_is_moved_to_one_of_two_accounts(string provider)
    {
        await using var store = await CreateAsync(provider);
        var ids = new List<MerchantId>();
        foreach (var name in new[] { "a", "b", "c", "d" })
        {
            ids.Add(((RegistrationOutcome.Registered)await RegisterAsync(store, $"{name}@example.org")).Account.MerchantId);
        }

        var outcomes = await Task.WhenAll(ids.Select(id => store.InScopeAsync<Work, SecurityOutcome>(work =>
        {
            work.ActsFor = id;
            return new ChangeSecurity(work, Of<PasswordHashes>(store), Of<BusinessTime>(store), store.Time).HandleAsync(
                id, new SecurityEdit("wanted@example.org", null, null), Actor.Merchant(id.ToString()), default);
        })));
        Assert.Single(outcomes.OfType<SecurityOutcome.Saved>());
        Assert.Equal(3, outcomes.OfType<SecurityOutcome.EmailTaken>().Count());
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Uses_of_a_key_are_added_up_by_every_node_and_the_last_ones_kept(string provider)
    {
        await using var store = await CreateAsync(provider);
        var shop = await Storefront.OpenAsync(store);
        await RegisterAsync(store, "mia@example.org", await shop.CodeAsync(CodePurpose.Account));
        var keys = new List<ApiKeyId>();
        for (var number = 0; number < 2; number++)
        {
            var made = await store.InScopeAsync<MakeApiKey, ApiKeyOutcome>(make => make.HandleAsync(
                shop.MerchantId, "Shop", false, ["read"], Actor.System, default));
            keys.Add(Assert.IsType<ApiKeyOutcome.Made>(made).Key.Id);
        }

        await Task.WhenAll(Enumerable.Range(0, 4).Select(node => store.InScopeAsync<RecordKeyUse>(record =>
            record.HandleAsync(
                [.. Enumerable.Range(0, 30).Select(call => Call(shop.MerchantId, keys[(call + node) % 2], call))], default))));
        var views = await store.InScopeAsync<ListApiKeys, IReadOnlyList<ApiKeyView>>(
            list => list.HandleAsync(shop.MerchantId, default));
        Assert.All(views, view =>
        {
            Assert.Equal((60, 12), (view.Key.TotalCalls, view.Key.ErrorCalls));
            Assert.Equal(RecordKeyUse.CallsKept, view.Calls.Count);
        });
        Assert.Equal(40, await store.ReadAsync(db => db.KeyCalls.CountAsync()));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Keys_have_a_limit_that_many_calls_at_once_keep(string provider)
    {
        await using var store = await CreateAsync(provider);
        var account = ((RegistrationOutcome.Registered)await RegisterAsync(store, "mia@example.org")).Account;
        await store.WriteAsync(db =>
        {
            db.ApiKeys.AddRange(Enumerable.Range(0, MakeApiKey.KeysMax - 2).Select(number => new ApiKey
            {
                Id = ApiKeyId.New(store.Now),
                MerchantId = account.MerchantId,
                Name = "Old",
                KeyPrefix = "hk_live_",
                KeyHash = $"{number}",
                Permissions = "read",
                IsSandbox = false,
                CreatedAt = store.Now,
            }));
            return Task.CompletedTask;
        });
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ =>
            store.InScopeAsync<MakeApiKey, ApiKeyOutcome>(make => make.HandleAsync(
                account.MerchantId, "Shop", false, ["read"], Actor.System, default))));
        Assert.Equal(2, outcomes.OfType<ApiKeyOutcome.Made>().Count());
        Assert.Equal(3, outcomes.OfType<ApiKeyOutcome.TooMany>().Count());
    }

    [Theory, MemberData(nameof(Both))]
    public async Task One_of_two_workspaces_gets_a_domain(string provider)
    {
        await using var store = await CreateAsync(provider);
        var ids = new[] { MerchantId.New(store.Now), MerchantId.New(store.Now) };
        var outcomes = await Task.WhenAll(ids.SelectMany(id => new[] { id, id }).Select(id =>
            store.InScopeAsync<AddCheckoutDomain, DomainOutcome>(add =>
                add.HandleAsync(id, "pay.example.org", Actor.System, default))));
        Assert.Single(outcomes.OfType<DomainOutcome.Added>());
        Assert.Equal(3, outcomes.OfType<DomainOutcome.Taken>().Count());
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_password_is_kept_salted_and_slow(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        foreach (var name in new[] { "mia", "eve" })
        {
            await RegisterAsync(store, $"{name}@example.org");
        }

        var hashes = await store.ReadAsync(db => db.Accounts.Select(row => row.PasswordHash!).ToListAsync());
        Assert.Equal(2, hashes.Distinct().Count());
        Assert.All(hashes, hash => Assert.StartsWith("pbkdf2-sha512$210000$", hash, StringComparison.Ordinal));
        await store.InScopeAsync<SignIn>(async signIn =>
        {
            Assert.IsType<SignInOutcome.SignedIn>(await signIn.HandleAsync("mia@example.org", Password, default));
            Assert.IsType<SignInOutcome.Refused>(await signIn.HandleAsync("mia@example.org", Password + " ", default));
            Assert.IsType<SignInOutcome.Refused>(await signIn.HandleAsync("nobody@example.org", Password, default));
        });
    }

    // Fewer rounds: these are about races, and many wait for each other.
    private static Task<Store> CreateAsync(string provider) => Store.CreateAsync(provider, more: services =>
        services.Configure<AccountOptions>(options => options.PasswordRounds = 1000));

    private static T Of<T>(Store store)
        where T : notnull => (T)store.Services.GetService(typeof(T))!;

    private static KeyCall Call(MerchantId merchantId, ApiKeyId keyId, int number) => new()
    {
        MerchantId = merchantId,
        KeyId = keyId,
        Endpoint = "/v1/account/me",
        Method = "GET",
        StatusCode = number % 5 == 0 ? 404 : 200,
        DurationMilliseconds = number,
        At = ManualTime.Start.AddSeconds(number),
    };

    private static Task<RegistrationOutcome> RegisterAsync(Store store, string email, string? code = null) =>
        store.InScopeAsync<RegisterAccount, RegistrationOutcome>(register => register.HandleAsync(
            new NewAccount { Email = email, Password = Password, SetupCode = code }, default));

    private static Task<WalletSignInOutcome> SignInAsync(Store store, KeyPair wallet, string text) =>
        store.InScopeAsync<SignInByWallet, WalletSignInOutcome>(signIn => signIn.HandleAsync(
            new WalletProof(wallet.Address.ToString(), wallet.Sign(Encoding.UTF8.GetBytes(text)).ToString(), text),
            null, default));
}
