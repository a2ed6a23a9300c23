namespace HiltBot.Engine.Storage;

/// <summary>
/// Keeps a secret, or what only this installation's machinery needs, out of the export of a workspace. Bytes, claims
/// and versions stay out by themselves.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Class)]
public sealed class NotExportedAttribute(string why) : Attribute
{
    public string Why => why;
}
