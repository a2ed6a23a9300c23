using HiltBot.Engine.Values;

namespace HiltBot.Engine.Storage;

/// <summary>
/// A row that only its merchant sees (rule 7): a query filter stands on every table of these.
/// </summary>
public interface IOwnedByMerchant
{
    MerchantId MerchantId { get; }
}

/// <summary>A row whose every change is conditional on the version that was read (rule 3).</summary>
public interface IVersioned
{
    long Version { get; set; }
}
