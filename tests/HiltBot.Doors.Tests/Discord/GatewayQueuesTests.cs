using System.Globalization;
using System.IO.Compression;
using System.Text;
using HiltBot.Discord.Gateway;
using HiltBot.TestKit;

namespace HiltBot.Doors.Tests.Discord;

/// <summary>What stands between reading and handling: order for one person, bounds for all, quiet before
/// work.</summary>
public sealed class GatewayQueuesTests
{
    [Fact]
    public async Task What_one_person_does_is_handled_in_order_and_others_do_not_wait()
    {
        using var turns = new Turns(sideBySideMax: 8, waitingMax: 100);
        var done = new List<string>();
        var first = new TaskCompletionSource();
        var running = new List<Task>
        {
            Run(turns, "ana", async () =>
            {
                await first.Task;
                Add("ana 1");
                return true;
            }),
            Run(turns, "ana", () => Task.FromResult(Add("ana 2"))),
        };
        await Run(turns, "ben", () => Task.FromResult(Add("ben 1")));
        first.SetResult();
        await Task.WhenAll(running);
        Assert.Equal(["ben 1", "ana 1", "ana 2"], done);

        bool Add(string what)
        {
            lock (done)
            {
                done.Add(what);
                return true;
            }
        }
    }

    [Fact]
    public async Task A_failure_does_not_stop_what_comes_after_it()
    {
        using var turns = new Turns(sideBySideMax: 1, waitingMax: 100);
        var failing = Run<bool>(turns, "ana", () => throw new InvalidOperationException("broken"));
        Assert.True(await Run(turns, "ana", () => Task.FromResult(true)));
        await Assert.ThrowsAsync<InvalidOperationException>(() => failing);
    }

    [Fact]
    public async Task What_does_not_fit_is_refused_and_fits_later()
    {
        using var turns = new Turns(sideBySideMax: 2, waitingMax: 3);
        var gate = new TaskCompletionSource<bool>();
        var waiting = Enumerable.Range(0, 3)
            .Select(number => Run(turns, number.ToString(CultureInfo.InvariantCulture), () => gate.Task)).ToList();
        Assert.False(turns.TryRun("one more", () => Task.FromResult(true), out _));
        gate.SetResult(true);
        await Task.WhenAll(waiting);
        await turns.FinishAsync(CancellationToken.None);
        Assert.True(await Run(turns, "one more", () => Task.FromResult(true)));
    }

    [Fact]
    public async Task Many_changes_are_one_look_once_it_is_quiet()
    {
        await using var scene = new QuietScene();
        for (var change = 0; change < 20; change++)
        {
            scene.Quiet.Ask("club");
            await Pump.MoveAsync(scene.Time, TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(100));
        }

        await scene.UntilAsync(() => scene.Done.Count == 1, "it was looked at");
        await Pump.MoveAsync(scene.Time, TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(1));
        Assert.Equal(["club"], scene.Done);
    }

    [Fact]
    public async Task Changes_without_end_are_looked_at_all_the_same()
    {
        await using var scene = new QuietScene();
        for (var second = 0; second < 60; second++)
        {
            scene.Quiet.Ask("club");
            await Pump.MoveAsync(scene.Time, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        }

        await scene.UntilAsync(() => scene.Done.Count >= 2, "it was looked at", TimeSpan.Zero);
        Assert.InRange(scene.Done.Count, 2, 4);
    }

    [Fact]
    public async Task What_fails_is_tried_again_until_it_works_and_said_once()
    {
        await using var scene = new QuietScene { FailuresLeft = 5 };
        scene.Quiet.Ask("club");
        await scene.UntilAsync(() => scene.Done.Count == 1, "it worked", TimeSpan.FromSeconds(1));
        Assert.Equal([11230, 11231], scene.Log.Lines.Select(line => line.Id));
    }

    [Theory]
    [InlineData(1), InlineData(7), InlineData(100_000)]
    public void Compressed_texts_come_out_whole_however_they_are_cut(int piece)
    {
        using var bytes = new MemoryStream();
        using var zlib = new ZLibStream(bytes, CompressionLevel.Fastest);
        using var inflater = new GatewayInflater();
        var seed = Environment.TickCount;
        var random = new Random(seed);
        for (var number = 0; number < 60; number++)
        {
            var text = new string('x', random.Next(0, 5)) + string.Concat(
                Enumerable.Range(0, number * 10).Select(_ => (char)random.Next(32, 1000)));
            zlib.Write(Encoding.UTF8.GetBytes($"{{\"n\":{number},\"t\":\"{text.Length}\"}}" + text));
            zlib.Flush();
            var compressed = bytes.ToArray();
            bytes.SetLength(0);
            var texts = compressed.Chunk(piece).Select(part => inflater.Take(part)).Where(one => one is not null).ToList();
            Assert.True(texts.Count > 0, $"seed {seed}: nothing came out of text {number}");
            Assert.Equal(
                $"{{\"n\":{number},\"t\":\"{text.Length}\"}}" + text,
                string.Concat(texts.Select(one => Encoding.UTF8.GetString(one!.Value.Span))));
        }
    }

    private static Task<T> Run<T>(Turns turns, string key, Func<Task<T>> runAsync)
    {
        Assert.True(turns.TryRun(key, runAsync, out var running), $"{key} was refused");
        return running;
    }

    private sealed class QuietScene : IAsyncDisposable
    {
        private readonly CancellationTokenSource stop = new();
        private readonly Task running;

        public QuietScene()
        {
            Quiet = new OnceQuiet("Looking", TimeSpan.FromSeconds(3), Time, DoAsync, Log.For<OnceQuiet>());
            running = Quiet.RunAsync(stop.Token);
        }

        public ManualTime Time { get; } = new();

        public LogBook Log { get; } = new();

        public OnceQuiet Quiet { get; }

        public List<string> Done { get; } = [];

        public int FailuresLeft { get; set; }

        public Task UntilAsync(Func<bool> isSo, string what, TimeSpan? step = null) =>
            Pump.UntilAsync(Time, isSo, what, step);

        public async ValueTask DisposeAsync()
        {
            await stop.CancelAsync();
            await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Quiet.Dispose();
            stop.Dispose();
        }

        private Task DoAsync(string key, CancellationToken cancellationToken)
        {
            if (FailuresLeft > 0)
            {
                FailuresLeft--;
                throw new InvalidOperationException("not now");
            }

            Done.Add(key);
            return Task.CompletedTask;
        }
    }
}
