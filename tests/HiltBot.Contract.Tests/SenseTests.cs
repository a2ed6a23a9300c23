using System.Text.Json;

namespace HiltBot.Contract.Tests;

/// <summary>The values of one story make sense together: amounts add up, ids resolve, instants are in order.</summary>
public sealed class SenseTests(SharedWorld shared)
{
    private const string Amounts = "merchant_amount_minor_units";

    [Fact]
    public async Task Amounts_add_up_ids_resolve_and_instants_are_in_order()
    {
        var world = await shared.GetAsync();
        List<string> problems = [];
        foreach (var exchange in world.Exchanges.All.Where(one =>
                     one.Status < 300 && one.MediaType == "application/json" &&
                     !one.Route.EndsWith(".json", StringComparison.Ordinal)))
        {
            foreach (var record in Records(exchange.Body))
            {
                problems.AddRange(AmountProblems(record).Concat(InstantProblems(record))
                    .Select(problem => $"{exchange.Route}: {problem}: {record}"));
            }
        }

        problems.AddRange(await IdProblemsAsync(world));
        problems.AddRange(SumProblems(world));
        Assert.True(problems.Count == 0, string.Join('\n', problems.Distinct().Take(60)));
    }

    // A session, a payment of the merchant's list, a sum of an asset: gross is net and fee.
    private static IEnumerable<string> AmountProblems(JsonElement record)
    {
        foreach (var (whole, part, fee) in ((string, string, string)[])
                 [
                     ("amount_minor_units", Amounts, "fee_minor_units"),
                     ("amount_minor_units", "merchant_amount_lamports", "fee_lamports"),
                     ("gross_minor_units", "net_minor_units", "fee_minor_units"),
                 ])
        {
            if (Number(record, whole) is { } all && Number(record, part) is { } net && Number(record, fee) is { } cost &&
                all != net + cost)
            {
                return [$"{whole} is not {part} and {fee}"];
            }
        }

        return [];
    }

    private static IEnumerable<string> InstantProblems(JsonElement record)
    {
        string[][] orders =
        [
            ["created_at", "updated_at"], ["created_at", "confirmed_at"], ["created_at", "expires_at"],
            ["current_period_start_at", "current_period_end_at", "grace_ends_at"], ["period_start_at", "period_end_at"],
            ["verified_at", "expires_at"], ["created_at", "revoked_at"], ["created_at", "last_attempt_at", "delivered_at"],
        ];
        foreach (var order in orders)
        {
            var instants = order.Select(name => Text(record, name)).OfType<string>().ToList();
            if (!instants.SequenceEqual(instants.Order(StringComparer.Ordinal)))
            {
                yield return $"{string.Join(", ", order)} are out of order";
            }
        }
    }

    /// <summary>Every id that an answer names leads, through its own route, to the thing that has it.</summary>
    private static async Task<List<string>> IdProblemsAsync(World world)
    {
        (string Key, string Route, string Part, Func<JsonElement, string?> Id)[] ways =
        [
            ("product_id", "GET /v1/products/{product_id}", "product_id", body => Text(body, "id")),
            ("payment_id", "GET /v1/payments/{payment_id}", "payment_id", body => Text(body, "id")),
            ("membership_id", "GET /v1/memberships/{membership_id}", "membership_id",
                body => Text(body.GetProperty("membership"), "id")),
            ("receipt_id", "GET /v1/receipt/{receipt_id}", "receipt_id", body => Text(body, "receipt_id")),
            ("ticket_id", "GET /v1/support/tickets/{ticket_id}", "ticket_id", body => Text(body, "ticket_id")),
        ];

        // Rehearsals and test events are about things that are not there.
        var named = world.Exchanges.All
            .Where(one => one.Status < 300 && one.MediaType == "application/json" && one.Credential != Credential.None)
            .Where(one => one.Route.Contains("/v1/memberships", StringComparison.Ordinal) ||
                one.Route.Contains("/v1/products", StringComparison.Ordinal) ||
                one.Route.Contains("/v1/receipt", StringComparison.Ordinal) ||
                one.Route.Contains("/v1/support", StringComparison.Ordinal))
            .SelectMany(one => Records(one.Body).SelectMany(record => ways
                .Select(way => (way, Id: Text(record, way.Key))).Where(found => found.Id is not null)))
            .DistinctBy(found => (found.way.Key, found.Id)).ToList();
        List<string> problems = named.Count < 10 ? [$"only {named.Count} ids were named"] : [];
        foreach (var (way, id) in named)
        {
            var answer = await world.Software.CallAsync(way.Route, null, (way.Part, id!));
            if (answer.Status != 200 || way.Id(answer.Body) != id)
            {
                problems.Add($"{way.Key} {id} leads to {answer.Status} {answer.Text}");
            }
        }

        return problems;
    }

    // What the reports say is what the list of payments says.
    private static IEnumerable<string> SumProblems(World world)
    {
        var confirmed = world.Exchanges.Of("GET /v1/products/{product_id}/payments").Where(one => one.Status == 200)
            .SelectMany(one => one.Body.EnumerateArray()).Where(one => Text(one, "status") == "CONFIRMED")
            .DistinctBy(one => Text(one, "id")).ToList();
        var summary = world.Exchanges.Of("GET /v1/account/summary").Last(one => one.Status == 200);
        var gross = summary["overall_assets"].EnumerateArray().Sum(one => Number(one, "gross_minor_units") ?? 0);
        if (summary["total_confirmed_payments"].GetInt32() != confirmed.Count)
        {
            yield return $"the summary counts {summary["total_confirmed_payments"]} payments of {confirmed.Count}";
        }

        if (gross != confirmed.Sum(one => Number(one, "amount_minor_units") ?? 0))
        {
            yield return $"the summary's gross of {gross} is not the sum of the payments";
        }
    }

    private static IEnumerable<JsonElement> Records(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().SelectMany(one => Records(one.Value)).Prepend(value),
        JsonValueKind.Array => value.EnumerateArray().SelectMany(Records),
        _ => [],
    };

    private static long? Number(JsonElement record, string name) =>
        record.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number)
            ? number
            : null;

    private static string? Text(JsonElement record, string name) =>
        record.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
