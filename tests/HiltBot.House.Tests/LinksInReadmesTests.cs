using System.Text.RegularExpressions;

namespace HiltBot.House.Tests;

public sealed partial class LinksInReadmesTests
{
    public static TheoryData<string> Pages =>
    [
        .. Directory.EnumerateFiles(Root.Folder, "*.md", SearchOption.AllDirectories)
            .Where(path => !path.Contains("node_modules", StringComparison.Ordinal) &&
                !path.Contains("/bin/", StringComparison.Ordinal) && !path.Contains("/obj/", StringComparison.Ordinal))
            .Select(path => Path.GetRelativePath(Root.Folder, path)),
    ];

    [Theory, MemberData(nameof(Pages))]
    public void Every_link_to_a_file_finds_it(string page)
    {
        var folder = Path.GetDirectoryName(Root.At(page))!;
        var missing = Link().Matches(File.ReadAllText(Root.At(page)))
            .Select(match => match.Groups[1].Value.Split('#')[0])
            .Where(target => target.Length > 0 && !target.Contains("://", StringComparison.Ordinal))
            .Where(target => !Path.Exists(Path.Combine(folder, target)));
        Assert.Empty(missing);
    }

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();
}
