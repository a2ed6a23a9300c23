using System.Text.Json;
using HiltBot.TestKit;

namespace HiltBot.Contract.Tests;

/// <summary>
/// Every in-scope route of the public contract, in the document and live: path, method, auth, success status, and every field
/// with its type and nullability.
/// </summary>
public sealed class ConformanceTests(SharedWorld shared, ITestOutputHelper output)
{
    // What needs a product that renews by itself: no program that collects is there yet, so no door makes one. These routes
    // are looked up in the document only, and their refusals live.
    private static readonly string[] DocumentOnly =
    [
        "GET /v1/access/native-subscriptions/{authorization_id}",
        "POST /v1/access/native-subscriptions/{authorization_id}/cancel-intent",
        "POST /v1/access/native-subscriptions/{authorization_id}/cancel-confirm",
        "POST /v1/pay/automatic-renew/setup",
        "POST /v1/pay/phantom/renewal-message-url",
        "POST /v1/pay/phantom/renewal-message/callback",
    ];

    private static IReadOnlyList<ContractRoute> Expected => ContractRoute.InScope;

    [Fact]
    public async Task Every_route_and_every_field_of_the_contract_is_there()
    {
        var world = await shared.GetAsync();
        var problems = new List<string>();
        problems.AddRange(world.PassedOver.Select(chapter => $"passed over: {chapter}"));
        var badRoutes = 0;
        foreach (var route in Expected)
        {
            var found = await RouteProblemsAsync(world, route);
            badRoutes += found.Count > 0 ? 1 : 0;
            problems.AddRange(found.Select(problem => $"{route.Route}: {problem}"));
        }

        var (fieldsOk, fields, fieldProblems) = Fields(world);
        problems.AddRange(fieldProblems);

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
            .Where(schema => schema.Name is not ("JsonElement" or "Stream") && !schema.Value.TryGetProperty("description", out _))
            .Select(schema => $"{schema.Name} is not described"));
        // Two records of one name would be one in the document, and wrong for one of the two.
        problems.AddRange(typeof(HiltBot.Contracts.Health.HealthResponse).Assembly.GetExportedTypes()
            .GroupBy(type => type.Name, StringComparer.Ordinal).Where(group => group.Count() > 1)
            .Select(group => $"{group.Key} is the name of {group.Count()} records"));
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
        problems.AddRange(route.Body.Where(name => name.Replace("[]", string.Empty, StringComparison.Ordinal).Split('.')
                .Aggregate(operation.Body, (schema, part) =>
                    schema is { } known ? world.Host.Document.Property(known, part) : null) is null)
            .Select(name => $"the document has no {name} in the body"));
        if (IsLive(route) && !world.Exchanges.Of(route.Route).Any(one => one.Status == route.Success))
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
        problems.AddRange(exceptions.Where(one => string.IsNullOrEmpty(one.Sentence) || string.IsNullOrEmpty(one.Why))
            .Select(one => $"null-by-contract.json: {one.Field} does not say why"));
        return (ok, ContractRoute.InScope.Sum(route => route.Fields.Count), problems);
    }

    private static bool IsLive(ContractRoute route) => !DocumentOnly.Contains(route.Route);

    private static string? Problem(World world, FieldCheck check) =>
        check.ProblemInDocument() ?? (IsLive(check.Route)
            ? world.Exchanges.Of(check.Route.Route).Where(one => one.Status == check.Route.Success)
                .Select(one => check.Look(one.Body)).FirstOrDefault(problem => problem is not null)
            : null);
}

/// <summary>A field that is always null, the sentence of the contract that says so, and what that means here.</summary>
internal sealed record NullException(string Field, string Sentence, string Why)
{
    public static IReadOnlyList<NullException> All { get; } =
        [.. JsonSerializer.Deserialize<List<NullException>>(
            File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "null-by-contract.json")), JsonSerializerOptions.Web)!];

    public bool Covers(string home) => home == Field;
}
