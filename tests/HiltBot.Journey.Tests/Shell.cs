using System.Diagnostics;

namespace HiltBot.Journey.Tests;

/// <summary>Runs a program to its end, as somebody at a terminal would.</summary>
internal static class Shell
{
    /// <returns>What it printed; a status other than 0 fails the test with all of it.</returns>
    public static async Task<string> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {output}{await errors}");
        return output;
    }
}
