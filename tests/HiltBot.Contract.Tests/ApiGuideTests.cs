using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using HiltBot.TestKit;

namespace HiltBot.Contract.Tests;

/// <summary>
/// The guide does what it says: its commands run from top to bottom in one shell against a host, each prints what stands under
/// it, and its examples and its list of extensions are those of this very version.
/// </summary>
public sealed partial class ApiGuideTests(ITestOutputHelper output)
{
    // An invented one: nothing was ever signed with it but these examples.
    private const string ExampleSecret = "whsec_00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

    private static bool Rewrites => Environment.GetEnvironmentVariable("HILTBOT_TEST_REWRITE") == "1";

    [Fact]
    public async Task Every_command_of_the_guide_does_what_stands_under_it()
    {
        await using var host = await LiveHost.StartAsync(Store.Sqlite);
        var blocks = BlockPattern().Matches(await File.ReadAllTextAsync(GuidePath()))
            .Select(match => (Commands: match.Groups["sh"].Value, Prints: match.Groups["text"].Value)).ToList();
        Assert.True(blocks.Count >= 8, $"only {blocks.Count} blocks of commands");
        var script = new StringBuilder("set -euo pipefail\n");
        foreach (var (commands, _) in blocks)
        {
            script.Append(commands).Append("printf '\\n=====\\n'\n");
        }

        var start = new ProcessStartInfo("bash")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["BASE"] = host.Url },
        };
        start.ArgumentList.Add("-s");
        using var bash = Process.Start(start)!;
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await using (var end = patience.Token.Register(() => bash.Kill(entireProcessTree: true)))
        {
            await bash.StandardInput.WriteAsync(script.ToString());
            bash.StandardInput.Close();
            var printed = bash.StandardOutput.ReadToEndAsync();
            var complained = bash.StandardError.ReadToEndAsync();
            await bash.WaitForExitAsync();
            var parts = (await printed).Split("\n=====\n");
            for (var i = 0; i < blocks.Count; i++)
            {
                Assert.True(i < parts.Length - 1, $"It stopped in:\n{blocks[i].Commands}\n{await printed}\n{await complained}");
                Assert.True(
                    parts[i].Trim() == blocks[i].Prints.Trim(),
                    $"{blocks[i].Commands}\nprints\n{parts[i]}\ninstead of\n{blocks[i].Prints}");
            }

            Assert.Equal(0, bash.ExitCode);
        }
    }

    [Fact]
    public async Task Its_examples_are_events_of_this_version_and_their_signatures_are_right()
    {
        await using var host = await LiveHost.StartAsync(Store.Sqlite);
        await using var receiver = await Receiver.OpenAsync();
        var fresh = await RenderAsync(host, receiver);
        if (Rewrites)
        {
            await ReplaceAsync("examples", Text(fresh));
        }

        var shown = ExamplePattern().Matches(await File.ReadAllTextAsync(GuidePath())).Select(match =>
            (Time: match.Groups["t"].Value, Signature: match.Groups["v1"].Value, Body: match.Groups["body"].Value)).ToList();
        Assert.Equal(10, shown.Count);
        foreach (var (time, signature, body) in shown)
        {
            Assert.Equal(Sign(time, body), signature);
            var type = JsonDocument.Parse(body).RootElement.GetProperty("type").GetString()!;
            Assert.Equal(string.Join('\n', Shape(fresh[type])), string.Join('\n', Shape(body)));
        }

        Assert.Equal(fresh.Keys, shown.Select(one => JsonDocument.Parse(one.Body).RootElement.GetProperty("type").GetString()));
    }

    [Fact]
    public async Task Its_list_of_extensions_is_the_documents()
    {
        await using var host = await LiveHost.StartAsync(Store.Sqlite);
        var list = string.Concat(host.Document.Operations.Values.Where(one => one.IsExtension).Select(one =>
            $"* `{one.Route}`: {one.Json.GetProperty("summary").GetString()}\n"));
        if (Rewrites)
        {
            await ReplaceAsync("extensions", list);
        }

        output.WriteLine(list);
        Assert.Contains(list, await File.ReadAllTextAsync(GuidePath()), StringComparison.Ordinal);
    }

    /// <summary>One event of every kind, as the test route sends them, in the contract's order.</summary>
    private static async Task<SortedList<string, string>> RenderAsync(LiveHost host, Receiver receiver)
    {
        var caller = new Caller(host, new Exchanges());
        var account = (await caller.CallAsync(
            "POST /v1/auth/register",
            new { email = "mia@example.org", password = World.Password, display_name = "Harbor House" })).Expect(201);
        var session = caller.With(token: account.Id("token"));
        var endpoint = (await session.CallAsync(
            "POST /v1/webhooks/endpoints", new { label = "Shop", url = $"{receiver.Url}/good" })).Expect(201);
        var types = endpoint["supported_events"].EnumerateArray().Select(one => one.GetString()!).ToList();
        foreach (var type in types)
        {
            (await session.CallAsync(
                "POST /v1/webhooks/endpoints/{endpoint_id}/test", new { event_type = type },
                ("endpoint_id", endpoint["endpoint"].GetProperty("id").GetString()!))).Expect(200);
        }

        var bodies = new SortedList<string, string>(Comparer<string>.Create((a, b) => types.IndexOf(a).CompareTo(types.IndexOf(b))));
        foreach (var delivery in receiver.All)
        {
            bodies.Add(delivery.Headers["X-Hilt-Event-Type"], delivery.Body);
        }

        return bodies;
    }

    private static string Text(SortedList<string, string> events)
    {
        var text = new StringBuilder();
        foreach (var (type, body) in events)
        {
            var time = JsonDocument.Parse(body).RootElement.GetProperty("created_at").GetDateTimeOffset()
                .ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
            if (text.Length == 0)
            {
                text.Append(CultureInfo.InvariantCulture, $"```sh\nSECRET={ExampleSecret}\nT={time}\nBODY='{body}'\n")
                    .Append("printf '%s.%s' \"$T\" \"$BODY\" | openssl dgst -sha256 -hmac \"$SECRET\" -r | cut -d ' ' -f 1\n")
                    .Append(CultureInfo.InvariantCulture, $"```\n```text\n{Sign(time, body)}\n```\n\n");
            }

            text.Append(CultureInfo.InvariantCulture, $"`{type}`\n\n")
                .Append(CultureInfo.InvariantCulture, $"```http\nX-Hilt-Signature: t={time},v1={Sign(time, body)}\n\n{body}\n```\n\n");
        }

        return text.ToString();
    }

    private static string Sign(string time, string body) => Convert.ToHexStringLower(
        HMACSHA256.HashData(Encoding.UTF8.GetBytes(ExampleSecret), Encoding.UTF8.GetBytes($"{time}.{body}")));

    /// <summary>Every key with the kind of its value, so that ids and instants may differ and nothing else.</summary>
    private static IEnumerable<string> Shape(string json)
    {
        IEnumerable<string> Of(JsonElement value, string path) => value.ValueKind switch
        {
            JsonValueKind.Object => value.EnumerateObject().SelectMany(one => Of(one.Value, $"{path}.{one.Name}")),
            JsonValueKind.Array => value.EnumerateArray().SelectMany(one => Of(one, $"{path}[]")),
            _ => [$"{path} {value.ValueKind}"],
        };
        return Of(JsonDocument.Parse(json).RootElement, "$");
    }

    private static async Task ReplaceAsync(string section, string text)
    {
        var guide = await File.ReadAllTextAsync(GuidePath());
        var from = guide.IndexOf('\n', guide.IndexOf($"<!-- {section}:", StringComparison.Ordinal)) + 1;
        var to = guide.IndexOf($"<!-- end of {section} -->", StringComparison.Ordinal);
        await File.WriteAllTextAsync(GuidePath(), $"{guide[..from]}{text.TrimEnd()}\n{guide[to..]}");
    }

    private static string GuidePath()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var guide = Path.Combine(folder.FullName, "src", "HiltBot.Web", "API.md");
            if (File.Exists(guide))
            {
                return guide;
            }
        }

        throw new InvalidOperationException("src/HiltBot.Web/API.md is gone.");
    }

    [GeneratedRegex("```sh\n(?<sh>.*?)```\n(?:```text\n(?<text>.*?)```)?", RegexOptions.Singleline)]
    private static partial Regex BlockPattern();

    [GeneratedRegex("```http\nX-Hilt-Signature: t=(?<t>[0-9]+),v1=(?<v1>[0-9a-f]+)\n\n(?<body>.*?)\n```", RegexOptions.Singleline)]
    private static partial Regex ExamplePattern();
}
