namespace HiltBot.Engine.Products;

/// <summary>What became of making or changing a product.</summary>
public abstract record ProductOutcome
{
    private ProductOutcome()
    {
    }

    /// <summary>The product as it stands now, detached from the database.</summary>
    public sealed record Saved(Product Product) : ProductOutcome;

    /// <summary>Nothing was changed; each problem names its field.</summary>
    public sealed record Refused(IReadOnlyList<ProductProblem> Problems) : ProductOutcome;

    /// <summary>Not this merchant's product.</summary>
    public sealed record UnknownProduct : ProductOutcome;

    public sealed record NotAllowed(string Why) : ProductOutcome;

    /// <summary>Somebody else changed it since the editor looked.</summary>
    public sealed record Conflict(Product Product) : ProductOutcome;
}

/// <param name="Field">Contract spelling, with dots: <c>membership_config.grace_period_days</c>.</param>
/// <param name="IsMissing">It had to be given: the contract answers 400 for a price that is missing, else
/// 422.</param>
public sealed record ProductProblem(string Field, string Why, bool IsMissing = false);
