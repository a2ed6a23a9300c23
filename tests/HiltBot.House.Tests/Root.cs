namespace HiltBot.House.Tests;

/// <summary>The root of the sources, found upward from the test's own folder.</summary>
internal static class Root
{
    public static readonly string Folder = Find();

    public static string At(params string[] parts) => Path.Combine([Folder, .. parts]);

    public static IEnumerable<string> Sources(string folder) => Directory
        .EnumerateFiles(At(folder), "*.cs", SearchOption.AllDirectories)
        .Where(path => !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal));

    private static string Find()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "HiltBot.sln")))
        {
            folder = Path.GetDirectoryName(folder.TrimEnd('/')) ?? throw new InvalidOperationException("No HiltBot.sln above.");
        }

        return folder;
    }
}
