using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using HiltBot.Contracts.Checkout;

namespace HiltBot.House.Tests;

/// <summary>
/// What others program against: every record of the contracts with its JSON names, types and nulls, held against a
/// checked-in file. Whoever means a change writes the file anew with <c>HILTBOT_TEST_REWRITE=1</c> and commits it.
/// </summary>
public sealed class WireSnapshotTests
{
    private const string Page = "tests/data/contracts.txt";

    [Fact]
    public void The_wire_records_are_what_they_were()
    {
        var now = Describe();
        if (Environment.GetEnvironmentVariable("HILTBOT_TEST_REWRITE") == "1")
        {
            File.WriteAllText(Root.At(Page), now);
        }

        var (before, after) = (Lines(File.ReadAllText(Root.At(Page))), Lines(now));
        var gone = before.Except(after).Select(line => $"- {line}");
        var came = after.Except(before).Select(line => $"+ {line}");
        var changes = string.Join('\n', gone.Concat(came));
        Assert.True(
            changes.Length == 0,
            $"The wire changed:\n{changes}\nIf that is meant, HILTBOT_TEST_REWRITE=1 writes {Page} anew.");
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static string Describe()
    {
        var text = new StringBuilder();
        var nulls = new NullabilityInfoContext();
        foreach (var type in typeof(PublicProductResponse).Assembly.GetExportedTypes()
                     .OrderBy(type => type.FullName, StringComparer.Ordinal))
        {
            text.Append(type.FullName).Append(type.IsEnum ? " enum " + string.Join(' ', type.GetEnumNames()) : string.Empty).Append('\n');
            foreach (var property in type.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly)
                         .OrderBy(NameOf, StringComparer.Ordinal))
            {
                text.Append(type.Name).Append('.').Append(NameOf(property)).Append(": ").Append(Describe(nulls.Create(property)))
                    .Append(RulesOf(property)).Append('\n');
            }
        }

        return text.ToString();
    }

    private static string NameOf(PropertyInfo property) =>
        property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name);

    private static string Describe(NullabilityInfo info)
    {
        var type = Nullable.GetUnderlyingType(info.Type) ?? info.Type;
        var name = type.IsGenericType
            ? $"{type.Name.Split('`')[0]}<{string.Join(", ", info.GenericTypeArguments.Select(Describe))}>"
            : info.ElementType is { } element ? $"{Describe(element)}[]" : type.Name;
        return info.ReadState == NullabilityState.Nullable ? name + "?" : name;
    }

    private static string RulesOf(PropertyInfo property) =>
        (property.IsDefined(typeof(System.Runtime.CompilerServices.RequiredMemberAttribute)) ? " required" : string.Empty) +
        (property.GetCustomAttribute<JsonIgnoreAttribute>() is { } ignored ? $" ignored {ignored.Condition}" : string.Empty);
}
