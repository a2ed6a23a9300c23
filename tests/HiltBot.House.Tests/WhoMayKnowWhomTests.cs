using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace HiltBot.House.Tests;

/// <summary>The arrows of the house: nothing below knows anything above it, and nothing references the host.</summary>
public sealed partial class WhoMayKnowWhomTests
{
    private static readonly Dictionary<string, string[]> MayKnow = new()
    {
        ["HiltBot.Contracts"] = [],
        ["HiltBot.Solana"] = [],
        ["HiltBot.Engine"] = ["HiltBot.Solana", "HiltBot.Contracts"],
        ["HiltBot.Storage.Sqlite"] = ["HiltBot.Engine"],
        ["HiltBot.Storage.Postgres"] = ["HiltBot.Engine"],
        ["HiltBot.Web"] = ["HiltBot.Engine", "HiltBot.Contracts"],
        ["HiltBot.Discord"] = ["HiltBot.Engine"],
        ["HiltBot.Telegram"] = ["HiltBot.Engine"],
        ["HiltBot"] = ["HiltBot.Engine", "HiltBot.Storage.Sqlite", "HiltBot.Storage.Postgres", "HiltBot.Web", "HiltBot.Discord", "HiltBot.Telegram"],
    };

    public static TheoryData<string> Rooms =>
        [.. Directory.EnumerateDirectories(Root.At("src"), "HiltBot*").Select(folder => Path.GetFileName(folder)!)];

    [Theory, MemberData(nameof(Rooms))]
    public void A_room_references_only_what_stands_below_it(string room)
    {
        var project = XDocument.Load(Root.At("src", room, room + ".csproj"));
        var references = project.Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value));
        Assert.Empty(references.Except(MayKnow[room]));
    }

    [Theory, MemberData(nameof(Rooms))]
    public void Room_and_folder_are_the_namespace(string room)
    {
        var wrong = Root.Sources(Path.Combine("src", room))
            .Where(path => !path.Contains("/Migrations/", StringComparison.Ordinal))
            .Select(path => (Path: path, Namespace: NamespaceLine().Match(File.ReadAllText(path)).Groups[1].Value))
            .Where(file => file.Namespace.Length > 0 && file.Namespace != Expected(room, file.Path))
            .Select(file => $"{file.Path}: {file.Namespace}");
        Assert.Empty(wrong);
    }

    [Fact]
    public void Only_the_stores_know_a_database_provider()
    {
        var wrong = Directory.EnumerateFiles(Root.At("src"), "*.csproj", SearchOption.AllDirectories)
            .Where(path => !path.Contains("HiltBot.Storage.", StringComparison.Ordinal))
            .Where(path => XDocument.Load(path).Descendants("PackageReference").Any(reference =>
                reference.Attribute("Include")!.Value is var name &&
                (name.StartsWith("Npgsql", StringComparison.Ordinal) || name.Contains("Sqlite", StringComparison.OrdinalIgnoreCase))));
        Assert.Empty(wrong);
    }

    [Fact]
    public void The_rpc_client_is_touched_by_the_chain_reader_and_the_collector_only()
    {
        var touching = Root.Sources("src/HiltBot.Engine")
            .Where(path => RpcName().IsMatch(File.ReadAllText(path)))
            .Select(path => Path.GetFileName(path)!.Split('.')[0])
            .Except(
            [
                "SolanaChain", "ChainNodes", "ChainSocket", "NodeLog", "Collector", "SolanaFacts", "SubscriptionFacts",
                "PaymentReadiness",
                "PaymentsWiring",
            ]);
        Assert.Empty(touching);
    }

    [Fact]
    public void The_visible_root_is_the_house_and_nothing_else()
    {
        var visible = Directory.EnumerateFileSystemEntries(Root.Folder).Select(path => Path.GetFileName(path)!)
            .Where(name => name[0] != '.' && name is not ("data" or "TestResults" or "node_modules"));
        Assert.Equal(["HiltBot.sln", "README.md", "appsettings.json", "deploy", "src", "tests"], visible.Order(StringComparer.Ordinal));
    }

    private static string Expected(string room, string path)
    {
        var folder = Path.GetRelativePath(Root.At("src", room), Path.GetDirectoryName(path)!);
        return folder == "." ? room : $"{room}.{folder.Replace('/', '.')}";
    }

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex NamespaceLine();

    [GeneratedRegex(@"\bSolanaRpc\b|HiltBot\.Solana\.Rpc")]
    private static partial Regex RpcName();
}
