namespace HiltBot.Contract.Tests;

/// <summary>Routes of the contract that no room has brought yet. An entry that exists fails; at the end the list is empty.</summary>
internal static class NotYet
{
    public static readonly IReadOnlyList<string> Routes = [];
}
