using HiltBot.Contract.Tests.Fuzz;
using HiltBot.TestKit;

namespace HiltBot.Contract.Tests;

/// <summary>
/// Another merchant's ids, on every route that the document has: with a key and with a session, in paths, queries and bodies.
/// Nothing is shown, nothing is changed.
/// </summary>
public sealed class TenancyTests(ITestOutputHelper output)
{
    // Whoever knows a payment, a slug or a receipt may read what is public of it.
    private static readonly string[] PublicParts = ["slug", "payment_id", "receipt_id"];

    [Fact]
    public async Task Another_merchants_ids_open_nothing_and_change_nothing()
    {
        await using var world = await World.MakeAsync(Store.Sqlite);
        var (session, key) = await world.OpenStrangerAsync("stranger");
        await world.Host.HoldStillAsync();
        var operations = world.Host.Document.Operations.Values;
        List<string> problems = [];
        var tried = 0;

        // A route with a part that the world has no id for would be passed over, so it fails.
        problems.AddRange(operations.SelectMany(one => one.Parameters.Where(part => part.In == "path")
                .Where(part => !world.Ids.ContainsKey(part.Name) && part.Name != "authorization_id")
                .Select(part => $"{one.Route}: nobody made a {part.Name}"))
            .Distinct());
        var before = await Digest.OfAsync(world.Host.Books, Store.Sqlite);
        foreach (var operation in operations.Where(one => one.Auth != "none" && one.Path.Contains('{')))
        {
            foreach (var caller in operation.Auth == "bearer" ? (Caller[])[session] : [session, key])
            {
                tried++;
                var careful = caller.With(caller.Token, caller.Key, $"tenancy-{tried}");
                var answer = await careful.CallAsync(operation.Route, Body(operation), PathOf(world, operation));
                if (answer.Status != 404)
                {
                    problems.Add($"{operation.Route} answers {answer.Status} to a stranger: {answer.Text}");
                }
            }
        }

        problems.AddRange(await BodiesAsync(world, session));
        problems.AddRange(await ListsAsync(world, session));
        var difference = Digest.Difference(before, await Digest.OfAsync(world.Host.Books, Store.Sqlite));
        if (difference.Length > 0)
        {
            problems.Add($"a stranger changed something: {difference}");
        }

        output.WriteLine($"{tried} calls with another merchant's ids in the path");
        Assert.True(problems.Count == 0, string.Join('\n', problems));
    }

    /// <summary>The routes without a credential that take an id show the same to everybody: the public part alone.</summary>
    [Fact]
    public async Task Public_routes_take_no_other_ids_than_public_ones()
    {
        await using var host = await LiveHost.StartAsync(Store.Sqlite);
        Assert.All(
            host.Document.Operations.Values.Where(one => one.Auth == "none")
                .SelectMany(one => one.Parameters.Where(part => part.In == "path").Select(part => part.Name)),
            name => Assert.Contains(name, PublicParts));
    }

    // A body that would do if the id were the caller's own.
    private static object? Body(ApiOperation operation) =>
        operation.BodyExample is { } example ? example.GetRawText() : null;

    private static (string Name, object Value)[] PathOf(World world, ApiOperation operation) =>
    [
        .. operation.Parameters.Where(one => one.In == "path").Select(one => (one.Name, (object)(
            operation.Path.Contains("zapier", StringComparison.Ordinal)
                ? world.Ids["hook_id"]
                : world.Ids.GetValueOrDefault(one.Name, Guid.AllBitsSet.ToString())))),
    ];

    // Ids in bodies of writes: refused, or taken as ids that nobody knows; never honoured.
    private static async Task<IEnumerable<string>> BodiesAsync(World world, Caller session)
    {
        List<string> problems = [];
        foreach (var operation in world.Host.Document.Operations.Values.Where(one => one.Auth != "none" && one.Body is not null))
        {
            var (schema, _) = world.Host.Document.Follow(operation.Body!.Value);
            if (operation.Path.Contains('{') || !schema.TryGetProperty("properties", out var properties))
            {
                continue;
            }

            foreach (var name in properties.EnumerateObject().Select(one => one.Name)
                         .Where(one => world.Ids.ContainsKey(one) || one is "product_ids" or "context"))
            {
                var body = operation.BodyExample is { } example
                    ? System.Text.Json.Nodes.JsonNode.Parse(example.GetRawText())!.AsObject()
                    : [];
                body[name] = name switch
                {
                    "product_ids" => new System.Text.Json.Nodes.JsonArray(world.Ids.GetValueOrDefault("product_id", Guid.AllBitsSet.ToString())),
                    "context" => new System.Text.Json.Nodes.JsonObject
                    {
                        ["payment_id"] = world.Ids.GetValueOrDefault("payment_id", Guid.AllBitsSet.ToString()),
                    },
                    _ => world.Ids[name],
                };
                var answer = await session.CallAsync(operation.Route, body.ToJsonString());
                if (answer.Status is not (404 or 422))
                {
                    problems.Add($"{operation.Route} takes another merchant's {name}: {answer.Status} {answer.Text}");
                }
            }
        }

        return problems;
    }

    // Lists and reports of somebody who has nothing, also when asked for another's things by name.
    private static async Task<IEnumerable<string>> ListsAsync(World world, Caller session)
    {
        List<string> problems = [];
        foreach (var operation in world.Host.Document.Operations.Values
                     .Where(one => one.Method == "GET" && one.Auth != "none" && !one.Path.Contains('{')))
        {
            var filters = operation.Parameters.Where(one => one.In == "query" && world.Ids.ContainsKey(one.Name))
                .Select(one => (one.Name, (object)world.Ids[one.Name])).ToList();
            foreach (var asked in filters.Select(one => (List<(string, object)>)[one]).Prepend([]).Append(filters))
            {
                var answer = await session.CallAsync(operation.Route, null, asked);
                var echoed = asked.Select(one => one.Item2.ToString()).ToHashSet(StringComparer.Ordinal);
                problems.AddRange(world.Ids.Where(id => id.Value.Length > 8 && !echoed.Contains(id.Value) &&
                        answer.Text.Contains(id.Value, StringComparison.OrdinalIgnoreCase))
                    .Select(id => $"{operation.Route} shows a stranger the {id.Key} {id.Value}"));
                if (answer.Text.Contains(world.WorkspaceId, StringComparison.OrdinalIgnoreCase))
                {
                    problems.Add($"{operation.Route} shows a stranger the workspace");
                }
            }
        }

        return problems;
    }
}
