namespace HiltBot.Contracts.Wire;

/// <summary>A text that may have several lines; all others are refused with a line break in them.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class MultilineAttribute : Attribute;

/// <summary>A text that is compared or verified byte by byte and never shown: any characters are fine.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OpaqueAttribute : Attribute;

/// <summary>A key that may be left out but, when sent, holds a value: null is refused (contract 2.11).</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NotNullWhenSentAttribute : Attribute;

/// <summary>The least and the most of a whole number, both included.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class WholeAttribute(long least, long most = long.MaxValue) : Attribute
{
    public long Least => least;

    public long Most => most;
}

/// <summary>Texts that a free object may hold beside anything else; they stand in the OpenAPI document.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class MayHoldAttribute(params string[] names) : Attribute
{
    public IReadOnlyList<string> Names => names;
}
