using HiltBot.Engine.Values;

namespace HiltBot.Engine.Buyers;

/// <summary>
/// A platform whose own app opens pages inside itself and says, signed, who looks at them (Telegram's Mini Apps).
/// </summary>
public interface IAppVisitors
{
    Platform Platform { get; }

    /// <summary>Who the platform says it is; null where it did not say this, or too long ago.</summary>
    AppVisitor? Read(string signedData);
}

public sealed record AppVisitor(string AccountId, string Display);
