using System.Text.Json;
using HiltBot.TestKit;

namespace HiltBot.Contract.Tests;

/// <summary>
/// Every in-scope route of the public contract, in the document and live: path, method, auth, success status, and every field
/// with its type and nullability.
/// </summary>
public sealed class ConformanceTests(ITestOutputHelper output)
{
    // Their on-chain part is another issue's: fields are looked up in the document only.
    private static readonly string[] DocumentOnly = ["native-subscriptions"];
    private const string RenewSetUp = "POST /v1/pay/automatic-renew/setup";

    private static IReadOnlyList<ContractRoute> Expected =>
        [.. ContractRoute.InScope.Where(route => !NotYet.Routes.Contains(route.Route))];

    [Fact]
    public async Task Every_route_and_every_field_of_the_contract_is_there()
    {
        await using var world = await World.MakeAsync(Store.Sqlite);
        var problems = new List<string>();
        problems.AddRange(NotYet.Routes.Where(world.Host.Document.Operations.ContainsKey)
            .Select(route => $"{route} exists: take it off the list of what is not there yet"));
        problems.AddRange(NotYet.Routes.Count == 0
            ? world.PassedOver.Select(chapter => $"passed over: {chapter}")
            : []);
        var badRoutes = 0;
        foreach (var route in Expected)
        {
            var found = await RouteProblemsAsync(world, route);
            badRoutes += found.Count > 0 ? 1 : 0;
            problems.AddRange(found.Select(problem => $"{route.Route}: {problem}"));
        }

        var (fieldsOk, fields, fieldProblems) = Fields(world);
        problems.AddRange(fieldProblems);

        // Until every room has come, what needs another room cannot be seen yet.
        problems.RemoveAll(problem => NotYet.Routes.Count > 0 &&
            (problem.Contains("nobody saw it", StringComparison.Ordinal) ||
                problem.Contains("in the body", StringComparison.Ordinal)));
        output.WriteLine($"routes {Expected.Count - badRoutes} / {ContractRoute.InScope.Count}");
        output.WriteLine($"fields {fieldsOk} / {fields}");
        Assert.True(problems.Count == 0, string.Join('\n', problems));
    }

    [Fact]
    public async Task What_is_ours_beyond_the_contract_is_marked_and_everything_is_described()
    {
        await using var host = await LiveHost.StartAsync(Store.Sqlite);
        var known = ContractRoute.InScope.Select(route => route.Route).ToHashSet(StringComparer.Ordinal);
        List<string> problems = [];
        foreach (var operation in host.Document.Operations.Values)
        {
            if (operation.IsExtension == known.Contains(operation.Route))
            {
                problems.Add($"{operation.Route} is {(operation.IsExtension ? "no extension" : "an extension, unmarked")}");
            }

            problems.AddRange(((string[])["summary", "description", "operationId", "tags"])
                .Where(key => !operation.Json.TryGetProperty(key, out var value) || value.ToString().Length == 0)
                .Select(key => $"{operation.Route} has no {key}"));
            if (operation.Body is not null && operation.BodyExample is null)
            {
                problems.Add($"{operation.Route} has no example");
            }
        }

        problems.AddRange(host.Document.Root.GetProperty("components").GetProperty("schemas").EnumerateObject()
            .Where(schema => schema.Name != "JsonElement" && !schema.Value.TryGetProperty("description", out _))
            .Select(schema => $"{schema.Name} is not described"));
        Assert.True(problems.Count == 0, string.Join('\n', problems));
    }

    private static async Task<List<string>> RouteProblemsAsync(World world, ContractRoute route)
    {
        List<string> problems = [];
        if (!world.Host.Document.Operations.TryGetValue(route.Route, out var operation))
        {
            return ["not in the document"];
        }

        if (operation.Auth != route.Auth)
        {
            problems.Add($"the document says auth {operation.Auth} instead of {route.Auth}");
        }

        problems.AddRange(route.Statuses.Except(operation.Statuses).Select(status => $"{status} is not in the document"));
        problems.AddRange(route.Query.Except(operation.Parameters.Where(one => one.In == "query").Select(one => one.Name))
            .Select(name => $"the document has no query {name}"));
        problems.AddRange(route.Body.Where(name => operation.Body is not { } body ||
                world.Host.Document.Property(body, name) is null)
            .Select(name => $"the document has no {name} in the body"));
        if (!DocumentOnly.Contains(route.Area) && route.Route != RenewSetUp &&
            !world.Exchanges.Of(route.Route).Any(one => one.Status == route.Success))
        {
            problems.Add($"nobody saw it answer {route.Success}");
        }

        problems.AddRange(await AuthProblemsAsync(world, route, operation));
        return problems;
    }

    // Logging out refuses nobody, and a path that is no id is found out after the caller.
    private static async Task<List<string>> AuthProblemsAsync(World world, ContractRoute route, ApiOperation operation)
    {
        if (route.Auth == "none" || !route.Statuses.Contains(401))
        {
            return [];
        }

        List<string> problems = [];
        (string Name, object Value)[] path =
            [.. operation.Parameters.Where(one => one.In == "path").Select(one => (one.Name, (object)Guid.Empty))];
        var nobody = await world.Buyer.CallAsync(route.Route, null, path);
        if (nobody.Status != 401 || nobody["detail"].GetString() != "Authentication required")
        {
            problems.Add($"without a credential it answers {nobody.Status} {nobody.Text}");
        }

        if (route.Auth == "bearer" && (await world.Software.CallAsync(route.Route, null, path)).Status is not 401 and var status)
        {
            problems.Add($"with a key it answers {status}");
        }

        return problems;
    }

    private static (int Ok, int All, List<string> Problems) Fields(World world)
    {
        var exceptions = NullException.All;
        var checks = Expected.SelectMany(route => route.Fields.Select(field => new FieldCheck(world.Host.Document, route, field)))
            .ToList();
        List<(FieldCheck Check, string? Problem)> found = [.. checks.Select(check => (check, Problem(world, check)))];
        var valued = checks.Where(check => check.SeenWithValue > 0).Select(check => check.Home).ToHashSet(StringComparer.Ordinal);
        List<string> problems = [];
        var ok = 0;
        foreach (var (check, problem) in found)
        {
            var why = problem ??
                (IsLive(check.Route) && !valued.Contains(check.Home) && !exceptions.Any(one => one.Covers(check.Home))
                    ? $"nobody saw it with a value ({check.Home}, looked at {check.Seen} times)"
                    : null);
            ok += why is null ? 1 : 0;
            if (why is not null)
            {
                problems.Add($"{check.Route.Route} {check.Field.Path}: {why}");
            }
        }

        problems.AddRange(exceptions.Where(one => checks.All(check => !one.Covers(check.Home)) || checks.Any(
                check => one.Covers(check.Home) && check.SeenWithValue > 0))
            .Select(one => $"null-by-contract.json: {one.Field} needs no exception"));
        return (ok, ContractRoute.InScope.Sum(route => route.Fields.Count), problems);
    }

    private static bool IsLive(ContractRoute route) => !DocumentOnly.Contains(route.Area) && route.Route != RenewSetUp;

    private static string? Problem(World world, FieldCheck check) =>
        check.ProblemInDocument() ?? (IsLive(check.Route)
            ? world.Exchanges.Of(check.Route.Route).Where(one => one.Status == check.Route.Success)
                .Select(one => check.Look(one.Body)).FirstOrDefault(problem => problem is not null)
            : null);
}

/// <summary>A field that is always null, and the sentence of the contract that says so.</summary>
internal sealed record NullException(string Field, string Sentence)
{
    public static IReadOnlyList<NullException> All { get; } =
        [.. JsonSerializer.Deserialize<List<NullException>>(
            File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "null-by-contract.json")), JsonSerializerOptions.Web)!];

    public bool Covers(string home) => home == Field;
}
