namespace HiltBot.House.Tests;

/// <summary>Files that one can read at a sitting. Migrations are made by a tool and are not read.</summary>
public sealed class FilesStaySmallTests
{
    private const int LinesMax = 450;

    // The style asks for 110; until every older line is wrapped this holds what is far beyond.
    private const int ColumnsMax = 150;

    [Fact]
    public void No_file_is_longer_than_450_lines() => Assert.Empty(Read()
        .Where(file => file.Lines.Length > LinesMax).Select(file => $"{file.Path}: {file.Lines.Length} lines"));

    [Fact]
    public void No_line_is_far_too_long() => Assert.Empty(Read()
        .SelectMany(file => file.Lines.Select((line, index) => (file.Path, Number: index + 1, line.Length)))
        .Where(line => line.Length > ColumnsMax).Select(line => $"{line.Path}:{line.Number} has {line.Length} columns"));

    private static IEnumerable<(string Path, string[] Lines)> Read() => Root.Sources("src")
        .Where(path => !path.Contains("/Migrations/", StringComparison.Ordinal))
        .Select(path => (Path.GetRelativePath(Root.Folder, path), File.ReadAllLines(path)));
}
