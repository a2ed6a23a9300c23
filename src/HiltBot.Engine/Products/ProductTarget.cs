using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Products;

/// <summary>An access target that a product opens: a role, or a chat (design section 4, Targets).</summary>
public sealed class ProductTarget : IOwnedByMerchant
{
    public required ProductId ProductId { get; init; }

    public required MerchantId MerchantId { get; init; }

    public required Platform Platform { get; init; }

    /// <summary><c>guildId/roleId</c>, chat id, or <c>sim:channel</c>.</summary>
    public required string TargetId { get; init; }

    public required CommunityId CommunityId { get; init; }

    public required string Label { get; set; }

    public required int Position { get; set; }
}
