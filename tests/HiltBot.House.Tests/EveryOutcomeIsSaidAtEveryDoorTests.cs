using System.Reflection;
using System.Text.RegularExpressions;
using HiltBot.Engine.Chat;

namespace HiltBot.House.Tests;

/// <summary>
/// A door that knows a family of outcomes names every case of it: C# cannot yet prove a family of records complete, and a
/// case that falls into "whatever else" is a buyer who is told nothing. That each answer can be said is shown where the
/// doors are tested; that none was forgotten is shown here, from the sources.
/// </summary>
public sealed class EveryOutcomeIsSaidAtEveryDoorTests
{
    private static readonly Dictionary<string, string> Doors = new()
    {
        ["web"] = "src/HiltBot.Web",
        ["chat"] = "src/HiltBot.Engine/Chat",
    };

    /// <summary>Cases that a door meets as "anything else", because what it says is the same for each of them.</summary>
    private static readonly HashSet<string> SaidTogether =
    [
        "web CodeUse.Unknown", "chat CodeUse.Used", "chat CodeUse.Unknown",
        // Orders, not endings: the chat gives one of the three.
        "chat SettleChoice.ForIdentity", "chat SettleChoice.AsOther",
    ];

    public static TheoryData<string, string> Pairs
    {
        get
        {
            var pairs = new TheoryData<string, string>();
            foreach (var (door, folder) in Doors)
            {
                var text = TextOf(folder);
                foreach (var family in Families().Where(family => Regex.IsMatch(text, $@"\b{family.Name}\b")))
                {
                    pairs.Add(door, family.Name);
                }
            }

            return pairs;
        }
    }

    [Theory, MemberData(nameof(Pairs))]
    public void A_door_names_every_case_of_a_family_that_it_knows(string door, string family)
    {
        var text = TextOf(Doors[door]);
        var forgotten = Families().Single(type => type.Name == family).GetNestedTypes()
            .Where(type => !Regex.IsMatch(text, $@"\b{family}\.{type.Name}\b"))
            .Select(type => $"{door} {family}.{type.Name}").Except(SaidTogether);
        Assert.Empty(forgotten);
    }

    [Fact]
    public void Both_doors_know_their_families()
    {
        var known = Pairs.Select(row => row.Data.Item1).CountBy(door => door).ToDictionary();
        Assert.True(known["web"] >= 10 && known["chat"] >= 12, string.Join(", ", known));
    }

    // A closed family: an abstract record that only its own nested records can extend.
    private static IEnumerable<Type> Families() => typeof(Conversation).Assembly.GetExportedTypes()
        .Where(type => type is { IsAbstract: true, IsClass: true, IsSealed: false } && type.GetNestedTypes().Length > 1 &&
            type.GetNestedTypes().All(nested => nested.BaseType == type) &&
            type.GetConstructors(BindingFlags.Instance | BindingFlags.NonPublic).Any(made => made.IsPrivate));

    private static string TextOf(string folder) =>
        string.Join('\n', Root.Sources(folder).Select(File.ReadAllText));
}
