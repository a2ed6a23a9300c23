using System.Diagnostics;
using System.Text.Json;
using HiltBot.TestKit;

namespace HiltBot.Contract.Tests;

/// <summary>
/// The official clients cannot be had here. The nearest thing: a client in another language that knows the published documents
/// and nothing else, with a JSON Schema validator that others wrote.
/// </summary>
public sealed class OutsideClientTests(ITestOutputHelper output)
{
    [Fact]
    public async Task A_client_from_outside_finds_everything_as_the_documents_say()
    {
        var folder = FindClient();
        await using var world = await World.MakeAsync(Store.Sqlite);
        var file = Path.GetTempFileName();
        await File.WriteAllLinesAsync(file, world.Exchanges.All.Where(one => one.Text.Length > 0 && one.MediaType == "application/json")
            .Select(one => JsonSerializer.Serialize(new { route = one.Route, status = one.Status, body = one.Body })));
        var start = new ProcessStartInfo("node") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var word in (string[])[Path.Combine(folder, "client.mjs"), world.Host.Url, world.Software.Key!, world.Owner.Token!, file])
        {
            start.ArgumentList.Add(word);
        }

        using var process = Process.Start(start)!;
        var said = process.StandardOutput.ReadToEndAsync();
        var complained = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        File.Delete(file);
        output.WriteLine(await said);
        Assert.True(process.ExitCode == 0, $"{await said}\n{await complained}");
    }

    private static string FindClient()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var outside = Path.Combine(folder.FullName, "tests", "outside");
            if (Directory.Exists(outside))
            {
                if (!Directory.Exists(Path.Combine(outside, "node_modules", "ajv")))
                {
                    Assert.Skip("No packages in tests/outside: tests/run.sh --install brings them.");
                }

                return outside;
            }
        }

        throw new InvalidOperationException("tests/outside is gone.");
    }
}
