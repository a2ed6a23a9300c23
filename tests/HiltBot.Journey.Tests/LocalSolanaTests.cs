using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using HiltBot.Solana.Keys;
using HiltBot.Solana.Programs;
using HiltBot.Solana.Transactions;
using HiltBot.TestKit;

namespace HiltBot.Journey.Tests;

/// <summary>
/// A real Solana VM, a mint at the real USDC address, the host as a process that finds every payment by itself: right ones
/// of several makers, and each kind of wrong one, recorded with its verdict and granting nothing.
/// </summary>
public sealed class LocalSolanaTests
{
    private const long Price = 9_000_000;

    [Fact]
    public async Task Every_right_payment_is_found_and_every_wrong_one_is_recorded_also_after_the_host_was_down()
    {
        await using var chain = await Localnet.StartAsync();
        await using var house = await BuildAsync(chain);
        var offer = await house.MakeOfferAsync(Price, roles: ["1"]);
        await NamedTwiceAsync(house, offer);
        using var other = KeyPair.Generate();
        await chain.FundAsync(other.Address.ToString(), 0);
        var strangers = await house.MakeOfferAsync(other.Address.ToString(), Price);

        await RightOnesAsync(house, offer, "up");
        await WrongOnesAsync(house, offer, strangers, "up", isUp: true);
        await RightOnesAsync(house, offer, "down");
        await WrongOnesAsync(house, offer, strangers, "down", isUp: false);
        Assert.Equal(0, await house.Books.CountAsync("select count(*) from transfers where payment_id is null and verdict in ('SETTLES', 'SHORT', 'OVER')"));
    }

    // The transaction that our checkout built, and those that clients from outside the project built: the Solana Pay
    // reference library, and a plain wallet that knows only the memo. Nobody names a signature.
    private static async Task RightOnesAsync(House house, (string ProductId, string Slug) offer, string when)
    {
        var byReference = await house.OpenCheckoutAsync(offer, $"pay-{when}");
        var byMemo = await house.OpenCheckoutAsync(offer, $"plain-{when}");
        var byOurs = await house.OpenCheckoutAsync(offer, $"ours-{when}");
        using var wallet = KeyPair.Generate();
        await house.Chain.FundAsync(wallet.Address.ToString(), 100_000_000);
        var built = await BuiltAsync(house, offer.Slug, byOurs, wallet);
        if (when == "down")
        {
            await house.Host.StopAsync();
        }

        await PayByAForeignClientAsync(house.Chain, byReference, isPlain: false);
        await PayByAForeignClientAsync(house.Chain, byMemo, isPlain: true);
        await RunClientAsync(house.Chain, wallet, "--built", built);
        await house.TickAsync();
        if (when == "down")
        {
            await house.StartAsync();
        }

        await BecomesAsync(house, byReference, "CONFIRMED");
        await BecomesAsync(house, byMemo, "CONFIRMED");
        await BecomesAsync(house, byOurs, "CONFIRMED");
        foreach (var account in (string[])[$"pay-{when}", $"plain-{when}", $"ours-{when}"])
        {
            await Eventually.IsAsync(
                () => Task.FromResult(house.Platform.Roles.ContainsKey(("100/1", account))), has => has, $"{account} holds the role");
        }
    }

    // A buyer's page that sends the same signature again, before and after it was confirmed, pays nothing twice.
    private static async Task NamedTwiceAsync(House house, (string ProductId, string Slug) offer)
    {
        var session = await house.OpenCheckoutAsync(offer, "named");
        using var payer = new Payer(house.Chain);
        await payer.FundAsync();
        var signature = await payer.PayAsync(session);
        await NameAsync(house, session, signature);
        await NameAsync(house, session, signature);
        await house.TickAsync();
        await BecomesAsync(house, session, "CONFIRMED");
        await NameAsync(house, session, signature);
        await house.TickAsync();
        await Eventually.IsAsync(
            () => Task.FromResult(house.Platform.Roles.ContainsKey(("100/1", "named"))), has => has, "the buyer holds the role");
        Assert.Equal("CONFIRMED", await house.StatusAsync(session));
        Assert.Equal(1, await house.Books.CountAsync($"select count(*) from transfers where signature = '{signature}'"));
        foreach (var table in (string[])["receipts", "memberships", "membership_periods"])
        {
            Assert.Equal(1, await house.Books.CountAsync($"select count(*) from {table}"));
        }
    }

    private static async Task WrongOnesAsync(
        House house, (string ProductId, string Slug) offer, (string ProductId, string Slug) strangers, string when, bool isUp)
    {
        var chain = house.Chain;
        using var payer = new Payer(chain);
        await payer.FundAsync();
        var wrongMint = (string)(await chain.CallAsync("control_createMint", new { decimals = 6 }))!["mint"]!;
        await chain.CallAsync("control_setTokenBalance", new { owner = payer.Address, mint = wrongMint, amount = "1000000000" });
        using var stranger = KeyPair.Generate();
        var names = new[] { "short", "mint", "owner", "failed", "back", "first", "second", "stray" };
        var sessions = new Dictionary<string, SessionFacts>();
        foreach (var name in names)
        {
            sessions[name] = await house.OpenCheckoutAsync(offer, $"{name}-{when}");
        }

        var foreign = await house.OpenCheckoutAsync(strangers, $"foreign-{when}");
        if (!isUp)
        {
            await house.Host.StopAsync();
        }

        var shortOne = await payer.PayAsync(sessions["short"], (ulong)Price - 1);
        var mint = sessions["mint"];
        var wrongAsset = await payer.PayAsync(mint.MerchantWallet, mint.Amount, mint.Memo, [mint.Reference], wrongMint);
        var owner = sessions["owner"];
        var wrongOwner = await payer.PayAsync(stranger.Address.ToString(), owner.Amount, owner.Memo, [owner.Reference]);
        var failed = await FailAsync(payer, sessions["failed"]);
        var back = await ThereAndBackAsync(house, payer, sessions["back"]);
        var both = await payer.PayAsync(
            sessions["first"].MerchantWallet, sessions["first"].Amount, sessions["first"].Memo,
            [sessions["first"].Reference, sessions["second"].Reference]);
        var ofStranger = await payer.PayAsync(house.MerchantWallet, foreign.Amount, null, [foreign.Reference]);
        var ofPaid = await payer.PayAsync(house.MerchantWallet, (ulong)Price, null, [sessions["first"].Reference]);
        await house.TickAsync();
        if (!isUp)
        {
            await house.StartAsync();
        }

        await BecomesAsync(house, sessions["first"], "CONFIRMED");
        Assert.Equal(sessions["first"].PaymentId, await PaidByAsync(house, both));
        await HasVerdictAsync(house, shortOne, "SHORT");
        await HasVerdictAsync(house, back, "NOTHING_ARRIVED");
        await HasVerdictAsync(house, ofStranger, "UNKNOWN_MARK");
        await HasVerdictAsync(house, ofPaid, "DUPLICATE");

        // Looks by a name come a while after it: all are named first, and wait together.
        await NameAsync(house, mint, wrongAsset);
        await NameAsync(house, owner, wrongOwner);
        await NameAsync(house, sessions["failed"], failed);
        await HasVerdictAsync(house, wrongAsset, "WRONG_ASSET");
        await HasVerdictAsync(house, wrongOwner, "WRONG_RECIPIENT");
        await HasVerdictAsync(house, failed, "TRANSACTION_FAILED");

        // The same signature named for another session changes nothing there; money for a paid session is a duplicate.
        await NameAsync(house, sessions["stray"], both);
        var again = await payer.PayAsync(sessions["first"]);
        await house.TickAsync();
        await HasVerdictAsync(house, again, "DUPLICATE");
        foreach (var name in (string[])["mint", "owner", "failed", "back", "second", "stray", "short"])
        {
            Assert.NotEqual("CONFIRMED", await house.StatusAsync(sessions[name]));
            Assert.DoesNotContain(("100/1", $"{name}-{when}"), house.Platform.Roles.Keys);
        }

        await CountForNothingAsync(house, foreign, ofStranger, ofPaid);

        await payer.PayAsync(sessions["short"], 1);
        await house.TickAsync();
        await BecomesAsync(house, sessions["short"], "CONFIRMED");
    }

    private static async Task CountForNothingAsync(
        House house, SessionFacts foreign, string ofStranger, string ofPaid)
    {
        Assert.NotEqual("CONFIRMED", await house.StatusAsync(foreign));
        Assert.Equal(0, await house.Books.CountAsync(
            $"select count(*) from transfers where signature in ('{ofStranger}', '{ofPaid}') and payment_id is not null"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Money_after_the_session_ended_is_late_and_grants_nothing(bool isUp)
    {
        await using var chain = await Localnet.StartAsync();
        await using var house = await BuildAsync(chain);
        var offer = await house.MakeOfferAsync(Price, roles: ["1"]);
        var session = await house.OpenCheckoutAsync(offer, "late");
        if (isUp)
        {
            await house.MoveClockAsync(TimeSpan.FromMinutes(40));
            await chain.FinalizeAsync();
            await BecomesAsync(house, session, "FAILED");
        }
        else
        {
            await house.Host.StopAsync();
            await house.PassAsync(TimeSpan.FromMinutes(40));
        }

        using var payer = new Payer(chain);
        await payer.FundAsync();
        var signature = await payer.PayAsync(session, (ulong)Price - 5);
        await chain.FinalizeAsync();
        if (!isUp)
        {
            await house.StartAsync();
        }

        await HasVerdictAsync(house, signature, "LATE");
        await BecomesAsync(house, session, "FAILED");
        Assert.Empty(house.Platform.Roles);
        Assert.Equal(0, await house.Books.CountAsync("select count(*) from memberships"));
    }

    // Nobody dies here, so a claim may last as long as a slow machine needs for an answer.
    private static Task<House> BuildAsync(Localnet chain) =>
        House.BuildAsync(Store.Sqlite, chain, ("Work:ClaimSeconds", "10"));

    private static Task BecomesAsync(House house, SessionFacts session, string status) =>
        Eventually.EqualsAsync(status, () => house.StatusAsync(session), "the payment");

    private static Task HasVerdictAsync(House house, string signature, string verdict) => Eventually.EqualsAsync(
        verdict,
        async () =>
        {
            // The chain goes on meanwhile: what is looked up later waits for the account to be read that far.
            await house.TickAsync();
            return (string?)(await house.Books.RowsAsync($"select verdict from transfers where signature = '{signature}'"))
                .FirstOrDefault()?[0];
        },
        $"the verdict of {signature}");

    private static async Task<string?> PaidByAsync(House house, string signature) =>
        Convert.ToString(
            (await house.Books.RowsAsync($"select payment_id from transfers where signature = '{signature}'")).Single()[0],
            CultureInfo.InvariantCulture)?.ToLowerInvariant();

    private static async Task NameAsync(House house, SessionFacts session, string signature)
    {
        var body = new JsonObject { ["payment_id"] = session.PaymentId, ["tx_signature"] = signature };
        using var content = new StringContent(body.ToJsonString(), System.Text.Encoding.UTF8, "application/json");
        using var answer = await house.Host.Http.PostAsync("/v1/pay/broadcast", content);
        Assert.True((int)answer.StatusCode is 200 or 409, await answer.Content.ReadAsStringAsync());
    }

    // Sends more than the payer has, past preflight: it lands and fails.
    private static Task<string> FailAsync(Payer payer, SessionFacts session) => payer.SendAsync(
        [MemoProgram.Write(session.Memo), Transfer(payer.Address, session.MerchantWallet, 900_000_000_000, session.Reference)],
        skipPreflight: true);

    // The merchant's own key sends it back within the transaction: the balance ends where it began.
    private static async Task<string> ThereAndBackAsync(House house, Payer payer, SessionFacts session) =>
        await payer.SendAsync(
            [
                MemoProgram.Write(session.Memo),
                Transfer(payer.Address, session.MerchantWallet, session.Amount, session.Reference),
                Transfer(session.MerchantWallet, payer.Address, session.Amount, null),
            ],
            others: [house.MerchantKey]);

    private static Instruction Transfer(string from, string to, ulong amount, string? reference)
    {
        var (owner, mint) = (Address.Parse(from), Address.Parse(Localnet.Usdc));
        return TokenProgram.TransferChecked(
            ProgramIds.Token, AssociatedToken.AddressOf(owner, mint, ProgramIds.Token), mint,
            AssociatedToken.AddressOf(Address.Parse(to), mint, ProgramIds.Token), owner, amount, Payer.UsdcDecimals,
            reference is null ? [] : [Address.Parse(reference)]);
    }

    private static async Task PayByAForeignClientAsync(Localnet chain, SessionFacts session, bool isPlain)
    {
        using var key = KeyPair.Generate();
        await chain.FundAsync(key.Address.ToString(), 100_000_000);
        var amount = (session.Amount / 1_000_000m).ToString(CultureInfo.InvariantCulture);
        var link = $"solana:{session.MerchantWallet}?amount={amount}&spl-token={session.TokenMint}&reference={session.Reference}" +
            $"&memo={Uri.EscapeDataString(session.Memo)}";
        await RunClientAsync(chain, key, isPlain ? [link, "--plain"] : [link]);
    }

    private static async Task<string> BuiltAsync(House house, string slug, SessionFacts session, KeyPair wallet)
    {
        var answer = await house.Host.Http.PostAsJsonAsync(
            $"/p/{slug}/pay/{session.PaymentId}/prepare", new { wallet = wallet.Address.ToString() });
        var prepared = await answer.Content.ReadFromJsonAsync<JsonNode>();
        Assert.True(answer.IsSuccessStatusCode, prepared?.ToJsonString());
        return (string)prepared!["transaction"]!;
    }

    private static async Task RunClientAsync(Localnet chain, KeyPair key, params string[] words)
    {
        var start = new ProcessStartInfo("node")
        {
            WorkingDirectory = Localnet.Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var seed = Convert.ToHexStringLower(key.ToSecretKey().AsSpan(0, 32));
        foreach (var word in (string[])["clients/pay.mjs", chain.Url, seed, .. words])
        {
            start.ArgumentList.Add(word);
        }

        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var answer = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{answer}{await errors}");
    }
}
