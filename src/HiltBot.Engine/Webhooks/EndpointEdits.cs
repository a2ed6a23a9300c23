using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Webhooks;

/// <summary>What somebody wants of an endpoint; what is null is left as it is, or as it begins.</summary>
public sealed record EndpointEdit
{
    public string? Label { get; init; }

    public string? Url { get; init; }

    public EndpointStatus? Status { get; init; }

    public IReadOnlyList<string>? SubscribedEvents { get; init; }

    public IReadOnlyList<string>? ProductIds { get; init; }

    public bool RotateSecret { get; init; }
}

public abstract record EndpointOutcome
{
    private EndpointOutcome()
    {
    }

    /// <param name="Secret">Shown this once: when it was made.</param>
    public sealed record Saved(WebhookEndpoint Endpoint, string? Secret) : EndpointOutcome;

    /// <summary>No such endpoint of this merchant.</summary>
    public sealed record Unknown : EndpointOutcome;

    public sealed record Refused(string Field, string Why) : EndpointOutcome;
}

/// <summary>The rules that every change of an endpoint keeps.</summary>
internal static class EndpointEdits
{
    /// <returns>Null when all is well.</returns>
    public static async Task<EndpointOutcome.Refused?> ProblemAsync(
        HiltDb db, MerchantId merchantId, EndpointEdit edit, bool allowPrivate,
        CancellationToken cancellationToken)
    {
        if (edit.Label is { } label &&
            label.Trim().Length is < EndpointRules.LabelMin or > EndpointRules.LabelMax)
        {
            return new EndpointOutcome.Refused(
                "label", $"A label has {EndpointRules.LabelMin} to {EndpointRules.LabelMax} characters.");
        }

        if (edit.Url is { } url && EndpointRules.UrlProblem(url, allowPrivate) is { } problem)
        {
            return new EndpointOutcome.Refused("url", problem);
        }

        if (edit.SubscribedEvents?.FirstOrDefault(name => !EventTypes.All.Contains(Event(name))) is not null)
        {
            return new EndpointOutcome.Refused(
                "subscribed_events", $"Events are {string.Join(", ", EventTypes.All)}.");
        }

        return await ProductProblemAsync(db, merchantId, edit.ProductIds, cancellationToken);
    }

    public static string Events(IReadOnlyList<string>? names) =>
        names is null ? string.Empty : string.Join(',', names.Select(Event).Distinct(StringComparer.Ordinal));

    public static string Products(IReadOnlyList<string>? ids) => ids is null
        ? string.Empty
        : string.Join(',', ids.Select(id => Guid.Parse(id).ToString("D")).Distinct(StringComparer.Ordinal));

    public static void Apply(WebhookEndpoint endpoint, EndpointEdit edit, DateTimeOffset now)
    {
        endpoint.Label = edit.Label?.Trim() ?? endpoint.Label;
        endpoint.Url = edit.Url ?? endpoint.Url;
        endpoint.Status = edit.Status ?? endpoint.Status;
        endpoint.SubscribedEvents =
            edit.SubscribedEvents is { } events ? Events(events) : endpoint.SubscribedEvents;
        endpoint.ProductIds = edit.ProductIds is { } products ? Products(products) : endpoint.ProductIds;
        endpoint.UpdatedAt = now;
    }

    private static string Event(string name) => name.Trim().ToLowerInvariant();

    private static async Task<EndpointOutcome.Refused?> ProductProblemAsync(
        HiltDb db, MerchantId merchantId, IReadOnlyList<string>? ids, CancellationToken cancellationToken)
    {
        if (ids is null or [])
        {
            return null;
        }

        var wanted = new HashSet<ProductId>();
        foreach (var text in ids)
        {
            if (!Guid.TryParse(text, out var id))
            {
                return new EndpointOutcome.Refused("product_ids", "A product id is a UUID.");
            }

            wanted.Add(new ProductId(id));
        }

        var known = await db.Products.CountAsync(
            row => row.MerchantId == merchantId && wanted.Contains(row.Id), cancellationToken);
        return known == wanted.Count
            ? null
            : new EndpointOutcome.Refused("product_ids", "One of these products is not known here.");
    }
}
