namespace HiltBot.Web.Api.Gate;

/// <summary>Who may use a route (contract 2.2).</summary>
internal enum ApiDoor
{
    /// <summary>Anybody; a credential that comes along is passed over.</summary>
    Public,

    /// <summary>A key or a session.</summary>
    Either,

    /// <summary>A session only.</summary>
    Session,
}

/// <summary>What a route demands of its caller. A permission is read off the method, unless one is named.</summary>
internal sealed record ApiDemand(ApiDoor Door)
{
    /// <summary>Counted against nobody, but answered with the headers: health and documents.</summary>
    public bool IsUncounted { get; init; }

    /// <summary>Where <c>access:read</c> and <c>access:write</c> open as well (contract 2.2).</summary>
    public bool TakesAccessScopes { get; init; }

    /// <summary>Where nobody is refused for who they are, although the route is for those who signed in.</summary>
    public bool LetsStrangersIn { get; init; }

    /// <summary>Where a write without <c>Idempotency-Key</c> is refused (contract 2.6).</summary>
    public bool NeedsIdempotencyKey { get; init; }
}

/// <summary>Marks a part of a route's demand; see <see cref="ApiGroups"/>.</summary>
internal sealed record TakesAccessScopes;

internal sealed record NeedsIdempotencyKey;

internal sealed record IsUncounted;

internal sealed record LetsStrangersIn;

/// <summary>Ours, beyond the public contract; the OpenAPI document says so.</summary>
internal sealed record IsExtension;

/// <summary>What a route answers beside the usual; for the OpenAPI document.</summary>
internal sealed record RefusesMetadata(IReadOnlyList<int> Statuses);
