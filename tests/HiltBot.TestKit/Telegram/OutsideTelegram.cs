using System.Diagnostics;

namespace HiltBot.TestKit.Telegram;

/// <summary>A script of <c>tests/outside-telegram</c> as a process; it ends when its input does. Without its packages the test
/// is skipped.</summary>
public sealed class OutsideTelegram : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process process;
    private readonly Task<string> complained;

    private OutsideTelegram(Process process)
    {
        this.process = process;
        complained = process.StandardError.ReadToEndAsync();
    }

    public static OutsideTelegram Start(string script, params string[] words)
    {
        var start = new ProcessStartInfo("node")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var word in words.Prepend(Path.Combine(FindFolder(), script)))
        {
            start.ArgumentList.Add(word);
        }

        return new(Process.Start(start)!);
    }

    /// <summary>The next line that it prints.</summary>
    /// <exception cref="InvalidOperationException">It ended.</exception>
    public async Task<string> ReadLineAsync() =>
        await process.StandardOutput.ReadLineAsync().WaitAsync(Patience) ??
        throw new InvalidOperationException($"It ended:\n{await complained}");

    public async Task<(int ExitCode, string Complained)> EndAsync()
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync().WaitAsync(Patience);
        return (process.ExitCode, await complained);
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill();
        }

        process.Dispose();
    }

    private static string FindFolder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var outside = Path.Combine(folder.FullName, "tests", "outside-telegram");
            if (Directory.Exists(outside))
            {
                if (!Directory.Exists(Path.Combine(outside, "node_modules", "grammy")) ||
                    !Directory.Exists(Path.Combine(outside, "node_modules", "telegram-test-api")))
                {
                    Assert.Skip("No packages in tests/outside-telegram: tests/run.sh --install brings them.");
                }

                return outside;
            }
        }

        throw new InvalidOperationException("tests/outside-telegram is gone.");
    }
}
