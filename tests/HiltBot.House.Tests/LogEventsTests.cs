using System.Text.RegularExpressions;

namespace HiltBot.House.Tests;

/// <summary>Whoever looks for an event id in the log finds one place in the source.</summary>
public sealed partial class LogEventsTests
{
    [Fact]
    public void Every_event_id_stands_once()
    {
        var all = Root.Sources("src").SelectMany(path => Event().Matches(File.ReadAllText(path))
            .Select(match => (Id: match.Groups[1].Value, Path: Path.GetRelativePath(Root.Folder,
                path)))).ToList();
        Assert.True(all.Count > 10, "The pattern finds the log lines no more.");
        Assert.Empty(all.GroupBy(one => one.Id).Where(group => group.Count() > 1)
            .Select(group => $"{group.Key}: {string.Join(", ", group.Select(one => one.Path))}"));
    }

    [Fact]
    public void Every_log_line_has_an_event_id()
    {
        var without = Root.Sources("src").Where(path =>
        {
            var text = File.ReadAllText(path);
            return Any().Count(text) != Event().Count(text);
        });
        Assert.Empty(without);
    }

    [GeneratedRegex(@"\[LoggerMessage\(\s*(?:EventId\s*=\s*)?(\d+)")]
    private static partial Regex Event();

    [GeneratedRegex(@"\[LoggerMessage\(")]
    private static partial Regex Any();
}
