using System.Collections.Concurrent;
using System.Text.Json;
using HiltBot.TestKit;

namespace HiltBot.Contract.Tests.Fuzz;

/// <summary>
/// Thousands of requests made out of the document, most of them with something wrong: no 5xx, no hang, no status that the
/// document does not name, every refusal in the one form, and what was refused left nothing in the books.
/// </summary>
public sealed class FuzzTests(ITestOutputHelper output)
{
    private const int AtOnce = 8;
    private const int BatchOfRejected = 500;
    private const int ProblemsMax = 40;

    public static TheoryData<string, int> Runs => new()
    {
        { Store.Sqlite, 7_000 * Factor },
        { Store.Postgres, 1_500 * Factor },
    };

    private const int RoundsMax = 20;

    private static int Factor => Environment.GetEnvironmentVariable("HILTBOT_TEST_LONG") == "1" ? 10 : 1;

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task No_request_breaks_it_and_refused_ones_leave_nothing(string provider, int requests)
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("HILTBOT_TEST_SEED"), out var wanted)
            ? wanted
            : Random.Shared.Next();
        output.WriteLine($"HILTBOT_TEST_SEED={seed} repeats this run");
        await using var world = await World.MakeAsync(provider);
        await world.Host.HoldStillAsync();
        var maker = new RequestMaker(world.Host.Document, world.Ids, seed);
        var run = new FuzzRun(world);

        // First anything: what is valid does something, what is not is refused.
        List<FuzzRequest> all = [.. Enumerable.Range(0, requests).Select(_ => maker.Next())];
        await run.SendAsync(all, AtOnce);
        var rejected = run.Rejected.ToList();
        output.WriteLine(
            $"{provider}: {run.Sent} requests, {rejected.Count} refused; {string.Join(", ", run.Statuses.OrderBy(one => one.Key).Select(one => $"{one.Key}: {one.Value}"))}");

        // Then what was refused, once more, and a look into the books after every 500.
        var accepted = run.Accepted;
        List<string> problems = [];
        foreach (var batch in rejected.Chunk(BatchOfRejected))
        {
            await problems.AddIfAsync(BatchProblemAsync(world, run, batch, provider));
        }

        output.WriteLine($"{provider}: {run.Sent} requests in all, {rejected.Count} of them twice, {run.Accepted - accepted} accepted the second time");
        problems.AddRange(run.Problems.Take(ProblemsMax));
        Assert.True(problems.Count == 0, string.Join('\n', problems));
        Assert.True(run.Sent >= (provider == Store.Sqlite ? 10_000 : 2_000) * Factor, $"only {run.Sent} requests");
        Assert.True(
            run.Accepted - accepted < rejected.Count / 5,
            $"{run.Accepted - accepted} of the refused ones were accepted the second time");
    }

    // A request that is refused once may be taken later, when what it clashed with is gone: those are sent no more. Each
    // round is smaller than the one before, and the last is one that was refused whole.
    private static async Task<string?> BatchProblemAsync(
        World world, FuzzRun run, IReadOnlyList<FuzzRequest> batch, string provider)
    {
        for (var round = 0; round < RoundsMax; round++)
        {
            var before = await Digest.OfAsync(world.Host.Books, provider);
            var accepted = await run.SendAsync(batch, AtOnce);
            if (accepted.Count == 0)
            {
                var difference = Digest.Difference(before, await Digest.OfAsync(world.Host.Books, provider));
                return difference.Length == 0 ? null : $"{batch.Count} refused requests changed something: {difference}";
            }

            batch = [.. batch.Except(accepted)];
        }

        return $"{RoundsMax} rounds of refused requests, and some were accepted in each";
    }
}

internal static class Adding
{
    public static async Task AddIfAsync(this List<string> list, Task<string?> problem)
    {
        if (await problem is { } text)
        {
            list.Add(text);
        }
    }
}

/// <summary>Sends requests, several at once, and judges every answer.</summary>
internal sealed class FuzzRun(World world)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private int sent;
    private int accepted;

    public int Sent => sent;

    public int Accepted => accepted;

    public ConcurrentBag<FuzzRequest> Rejected { get; } = [];

    public ConcurrentQueue<string> Problems { get; } = [];

    public ConcurrentDictionary<int, int> Statuses { get; } = [];

    /// <returns>Those that were not refused.</returns>
    public async Task<IReadOnlyList<FuzzRequest>> SendAsync(IEnumerable<FuzzRequest> requests, int atOnce)
    {
        var taken = new ConcurrentBag<FuzzRequest>();
        await Parallel.ForEachAsync(
            requests, new ParallelOptions { MaxDegreeOfParallelism = atOnce },
            async (request, cancellationToken) =>
            {
                if (await SendAsync(request, cancellationToken))
                {
                    taken.Add(request);
                }
            });
        accepted += taken.Count;
        return [.. taken];
    }

    private async Task<bool> SendAsync(
        FuzzRequest request, CancellationToken cancellationToken, bool isSecondTry = false)
    {
        Interlocked.Increment(ref sent);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            using var message = request.ToMessage(world.Owner.Token, world.Software.Key);
            using var answer = await world.Host.Http.SendAsync(message, patience.Token);
            var status = (int)answer.StatusCode;
            Statuses.AddOrUpdate(status, 1, (_, count) => count + 1);
            var text = await answer.Content.ReadAsStringAsync(patience.Token);
            if (Problem(request, answer, status, text) is { } problem)
            {
                Problems.Enqueue($"{status}: {problem}: {request} => {text[..Math.Min(text.Length, 300)]}");
            }

            if (status >= 400)
            {
                Rejected.Add(request);
            }

            return status < 400;
        }
        catch (OperationCanceledException)
        {
            Problems.Enqueue($"no answer within {Patience}: {request}");
        }
        catch (HttpRequestException) when (!isSecondTry)
        {
            // After a body that was too large the server hangs up, and the next request may have been on that line.
            return await SendAsync(request, cancellationToken, isSecondTry: true);
        }
        catch (HttpRequestException exception)
        {
            Problems.Enqueue($"the connection broke ({exception.Message}): {request}");
        }

        return false;
    }

    // 503 says that something is off, and may; the others of its kind are faults.
    private static string? Problem(FuzzRequest request, HttpResponseMessage answer, int status, string text)
    {
        if (status >= 500 && !(status == 503 && request.Operation.Statuses.Contains(503)))
        {
            return "a fault";
        }

        if (!request.Operation.Statuses.Contains(status))
        {
            return "a status that the document does not name";
        }

        if (status < 400)
        {
            return null;
        }

        if (answer.Content.Headers.ContentType?.ToString() != "application/json; charset=utf-8")
        {
            return $"a refusal as {answer.Content.Headers.ContentType}";
        }

        var body = JsonDocument.Parse(text).RootElement;
        return body.TryGetProperty("detail", out var detail) && detail.ValueKind switch
        {
            JsonValueKind.String => true,
            JsonValueKind.Object => detail.TryGetProperty("code", out _) && detail.TryGetProperty("message", out _),
            JsonValueKind.Array => status == 422 && detail.EnumerateArray().All(one =>
                one.TryGetProperty("loc", out var loc) &&
                loc[0].GetString() is "body" or "query" or "path" or "header"),
            _ => false,
        } && answer.Headers.Contains("X-Hilt-Request-Id") && answer.Headers.Contains("X-RateLimit-Limit")
            ? null
            : "a refusal in no form of the contract";
    }
}
