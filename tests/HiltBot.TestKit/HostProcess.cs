using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;

namespace HiltBot.TestKit;

/// <summary>The host as a process: started, asked whether it is well, stopped by SIGTERM, or killed.</summary>
public sealed class HostProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(120);

    private readonly Process process;
    private readonly StringBuilder output = new();

    private HostProcess(Process process, string url)
    {
        this.process = process;
        Url = url;
        Http = new HttpClient { BaseAddress = new Uri(url), Timeout = TimeSpan.FromSeconds(100) };
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public string Url { get; }

    public HttpClient Http { get; }

    public int ProcessId => process.Id;

    public bool HasExited => process.HasExited;

    public int ExitCode => process.ExitCode;

    public string Output
    {
        get
        {
            lock (output)
            {
                return output.ToString();
            }
        }
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Starts a host; <paramref name="assembly"/> is the path of HiltBot.dll or of a test's own host.</summary>
    /// <param name="settings">Names below HiltBot, for example <c>Database:Provider</c>.</param>
    public static HostProcess Start(
        string assembly, IReadOnlyDictionary<string, string> settings, string? workingDirectory = null, int? port = null,
        IReadOnlyDictionary<string, string>? environment = null, string? asUser = null)
    {
        var url = $"http://127.0.0.1:{port ?? FreePort()}";
        // setpriv execs, so the process id is the host's own.
        var start = new ProcessStartInfo(asUser is null ? "dotnet" : "setpriv")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = workingDirectory ?? Path.GetTempPath(),
        };
        foreach (var word in asUser is null ? [] : (string[])[$"--reuid={asUser}", "--clear-groups", "--", "dotnet"])
        {
            start.ArgumentList.Add(word);
        }

        start.ArgumentList.Add(assembly);
        start.Environment["HiltBot__PublicUrl"] = url;
        start.Environment["DOTNET_NOLOGO"] = "1";
        foreach (var (name, value) in settings)
        {
            start.Environment[$"HiltBot__{name.Replace(":", "__", StringComparison.Ordinal)}"] = value;
        }

        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        return new HostProcess(Process.Start(start)!, url);
    }

    /// <summary>Waits until the host answers; fails with its output when it ends instead.</summary>
    public async Task ReadyAsync()
    {
        using var patience = new CancellationTokenSource(StartTime);
        while (true)
        {
            if (process.HasExited)
            {
                throw new InvalidOperationException($"The host ended with {process.ExitCode}:\n{Output}");
            }

            try
            {
                using var answer = await Http.GetAsync("/health", patience.Token);
                if (answer.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
            catch (OperationCanceledException exception)
            {
                throw new InvalidOperationException($"The host does not answer:\n{Output}", exception);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
    }

    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>SIGTERM, as a service manager sends it.</summary>
    public async Task<int> StopAsync()
    {
        if (!process.HasExited)
        {
            Terminate();
        }

        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    public Task WaitForExitAsync() => process.WaitForExitAsync();

    /// <summary>Asks for a stop and waits for nothing.</summary>
    public void Terminate() => Assert.Equal(0, Kill(process.Id, SigTerm));

    /// <summary>It does not get a turn any more, as on a machine that stands still, until <see cref="Thaw"/>.</summary>
    public void Freeze() => Assert.Equal(0, Kill(process.Id, SigStop));

    public void Thaw() => Assert.Equal(0, Kill(process.Id, SigCont));

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (!process.HasExited)
        {
            await KillAsync();
        }

        process.Dispose();
    }

    private const int SigTerm = 15;
    private const int SigCont = 18;
    private const int SigStop = 19;

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int processId, int signal);

    private void Keep(string? line)
    {
        lock (output)
        {
            output.AppendLine(line);
        }
    }
}
