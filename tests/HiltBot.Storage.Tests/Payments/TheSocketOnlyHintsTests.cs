using System.Collections.Concurrent;
using System.Text;
using HiltBot.Engine.Payments;
using HiltBot.Solana.Keys;
using HiltBot.Solana.Rpc.Socket;
using HiltBot.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace HiltBot.Storage.Tests.Payments;

/// <summary>The socket makes things faster; whatever it does or says, nothing depends on it.</summary>
public sealed class TheSocketOnlyHintsTests
{
    private static readonly Address One = Address.Parse(FakeChain.Wallet("one"));
    private static readonly Address Two = Address.Parse(FakeChain.Wallet("two"));

    private readonly ConcurrentQueue<Address?> heard = new();
    private IReadOnlyList<Address> wanted = [One, Two];

    [Fact]
    public async Task It_is_told_what_mentions_its_addresses_and_looks_once_after_every_connection()
    {
        await using var server = new StandInSocket();
        await using var listening = Listen(server);
        await SubscribedAsync(server, One, Two);
        Assert.Equal([null], heard);
        await server.NotifyAsync(One.ToString());
        await HeardAsync(One);

        server.Cut();
        await Eventually.EqualsAsync(2, () => Task.FromResult(server.Connections), "the number of connections");
        await SubscribedAsync(server, One, Two);
        Assert.Equal(2, heard.Count(one => one is null));
        await server.NotifyAsync(Two.ToString());
        await HeardAsync(Two);
        Assert.True(listening.Socket.State.IsConnected);
    }

    [Fact]
    public async Task What_is_wanted_no_more_is_given_up_and_there_is_an_upper_bound()
    {
        await using var server = new StandInSocket();
        await using var listening = Listen(server, options => options with { SubscriptionsMax = 1 });
        await SubscribedAsync(server, One);
        wanted = [Two, One];
        await SubscribedAsync(server, Two);
    }

    [Fact]
    public async Task It_pings_so_that_nobody_takes_it_for_idle()
    {
        Assert.True(new LogSocketOptions { Url = new("ws://x") }.PingInterval < TimeSpan.FromSeconds(30));
        await using var server = new StandInSocket();
        await using var listening = Listen(server, options => options with { PingInterval = TimeSpan.FromMilliseconds(50) });
        await Eventually.IsAsync(() => Task.FromResult(server.Pings), count => count > 2, "pings arrive");
        Assert.Equal(1, server.Connections);
    }

    [Theory]
    [InlineData("no json")]
    [InlineData("[]")]
    [InlineData("""{"jsonrpc":"2.0","method":"logsNotification","params":{"subscription":"x"}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":999999,"result":5}""")]
    public async Task What_makes_no_sense_is_passed_over_and_too_much_of_it_ends_the_connection(string rubbish)
    {
        await using var server = new StandInSocket();
        await using var listening = Listen(server);
        await SubscribedAsync(server, One, Two);
        await server.SayAsync(Encoding.UTF8.GetBytes(rubbish));
        await server.SayAsync([0xff, 0xfe, 0], isText: false);
        await server.NotifyAsync(One.ToString());
        await HeardAsync(One);
        for (var i = 0; i < 25; i++)
        {
            await server.SayAsync(Encoding.UTF8.GetBytes(rubbish));
        }

        await Eventually.IsAsync(() => Task.FromResult(server.Connections), count => count > 1, "it connects again");
        await SubscribedAsync(server, One, Two);
    }

    [Fact]
    public async Task Bytes_that_are_no_frame_end_the_connection_and_the_next_one_is_well()
    {
        await using var server = new StandInSocket();
        await using var listening = Listen(server);
        await SubscribedAsync(server, One, Two);
        await server.BabbleAsync([.. Enumerable.Repeat((byte)0xff, 1_000)]);
        await Eventually.IsAsync(() => Task.FromResult(server.Connections), count => count > 1, "it connects again");
        await SubscribedAsync(server, One, Two);
        await server.NotifyAsync(Two.ToString());
        await HeardAsync(Two);
    }

    [Fact]
    public async Task A_message_that_is_too_long_is_passed_over()
    {
        await using var server = new StandInSocket();
        await using var listening = Listen(server);
        await SubscribedAsync(server, One, Two);
        await server.SayAsync(new byte[1_000_000]);
        await server.NotifyAsync(One.ToString());
        await HeardAsync(One);
        Assert.Equal(1, server.Connections);
    }

    [Fact]
    public async Task A_flood_of_notices_is_a_few_hints()
    {
        await using var server = new StandInSocket();
        await using var listening = Listen(
            server, options => options with { HintInterval = TimeSpan.FromHours(1), MessagesPerSecondMax = 100_000 });
        await SubscribedAsync(server, One, Two);
        for (var i = 0; i < 5_000; i++)
        {
            await server.NotifyAsync(One.ToString());
        }

        await server.NotifyAsync(Two.ToString());
        await HeardAsync(Two);
        Assert.Equal([null, One, Two], heard);
    }

    [Fact]
    public async Task A_node_that_refuses_connections_or_subscriptions_is_tried_again()
    {
        await using var server = new StandInSocket { IsDown = true, RefusesSubscriptions = true };
        await using var listening = Listen(server);
        await Eventually.EqualsAsync(
            "The connection failed.", () => Task.FromResult(listening.Socket.State.Why), "what is said of it");
        server.IsDown = false;
        await Eventually.IsAsync(() => Task.FromResult(server.Connections), count => count > 0, "it connects");
        server.RefusesSubscriptions = false;
        await SubscribedAsync(server, One, Two);
    }

    [Theory]
    [InlineData(Store.Sqlite)]
    public async Task Payments_settle_as_ever_while_the_socket_dies_babbles_and_floods(string provider)
    {
        await using var chain = await Localnet.StartAsync();
        await using var server = new StandInSocket();
        await using var world = await LedgerWorld.OpenAsync(
            chain, provider, more: services => services.Configure<SolanaOptions>(options => options.WebSocketUrl = server.Url));
        using var end = new CancellationTokenSource();
        var socket = world.Store.Services.GetRequiredService<ChainSocket>();
        var listening = socket.RunAsync(end.Token);
        await Eventually.EqualsAsync(
            world.Till.Product.ReceivingAccount, () => Task.FromResult(server.Subscribed.SingleOrDefault() ?? ""), "what is subscribed to");
        await world.ReadThroughAsync();

        // Well: a notice makes a quiet account due at once.
        await HintedAsync(world, server);
        Action[] troubles =
        [
            server.Cut,
            () => _ = server.SayAsync(new byte[2_000_000]),
            () => _ = server.BabbleAsync([1, 2, 3, 0xff, 0xff]),
            () => _ = FloodAsync(server, world.Till.Product.ReceivingAccount),
            () => server.IsDown = true,
        ];
        foreach (var trouble in troubles)
        {
            trouble();
            var payment = await world.SessionAsync();
            await world.PayAsync(payment);
            await chain.FinalizeAsync();
            await world.PaidAsync("the socket is in trouble", payment);
        }

        server.Cut();
        await Eventually.IsAsync(
            () => Task.FromResult(socket.Words), words => words.Contains("Reading alone is enough", StringComparison.Ordinal), "its loss is told");
        Assert.DoesNotContain("secret", socket.Words, StringComparison.Ordinal);
        await world.LedgerEqualsBooksAsync("trouble with the socket");
        await end.CancelAsync();
        await listening;
    }

    private static async Task HintedAsync(LedgerWorld world, StandInSocket server)
    {
        await world.UntilAsync(
            "the account is quiet", async () => (await world.Till.AccountAsync()).DueAt > world.Store.Time.GetUtcNow().AddSeconds(30));
        var version = (await world.Till.AccountAsync()).Version;
        await server.NotifyAsync(world.Till.Product.ReceivingAccount);
        await Eventually.IsAsync(
            world.Till.AccountAsync, row => row.Version > version && row.DueAt <= world.Store.Time.GetUtcNow(), "the account is due");
    }

    private static async Task FloodAsync(StandInSocket server, string account)
    {
        for (var i = 0; i < 500; i++)
        {
            await server.NotifyAsync(account);
        }
    }

    private Listening Listen(StandInSocket server, Func<LogSocketOptions, LogSocketOptions>? change = null)
    {
        var options = new LogSocketOptions
        {
            Url = server.Url,
            LookInterval = TimeSpan.FromMilliseconds(20),
            HintInterval = TimeSpan.Zero,
            BackoffMin = TimeSpan.FromMilliseconds(10),
            BackoffMax = TimeSpan.FromMilliseconds(50),
        };
        var socket = new LogSocket(change?.Invoke(options) ?? options, TimeProvider.System, Random.Shared);
        return new Listening(socket, _ => Task.FromResult(wanted), (address, _) =>
        {
            heard.Enqueue(address);
            return Task.CompletedTask;
        });
    }

    private static Task SubscribedAsync(StandInSocket server, params Address[] addresses) => Eventually.EqualsAsync(
        string.Join(' ', addresses.Select(address => address.ToString()).Order(StringComparer.Ordinal)),
        () => Task.FromResult(string.Join(' ', server.Subscribed.Order(StringComparer.Ordinal))), "what is subscribed to");

    private Task HeardAsync(Address address) => Eventually.IsAsync(
        () => Task.FromResult(heard.ToArray()), all => all.Contains(address), $"{address} is heard of");

    private sealed class Listening : IAsyncDisposable
    {
        private readonly CancellationTokenSource end = new();
        private readonly Task running;

        public Listening(
            LogSocket socket, Func<CancellationToken, Task<IReadOnlyList<Address>>> wanted,
            Func<Address?, CancellationToken, Task> hear)
        {
            Socket = socket;
            running = socket.RunAsync(wanted, hear, end.Token);
        }

        public LogSocket Socket { get; }

        public async ValueTask DisposeAsync()
        {
            await end.CancelAsync();
            await running;
            end.Dispose();
        }
    }
}
