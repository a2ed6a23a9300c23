using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace HiltBot.TestKit;

/// <summary>
/// A real PostgreSQL for the run: <c>HILTBOT_TEST_POSTGRES</c> when set, else a throw-away server on a free loopback port.
/// With <c>CI=true</c> a missing PostgreSQL is a failure, not a skip.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private static readonly Lazy<Task<PostgresServer?>> Shared = new(StartAsync);

    private readonly Process? process;
    private readonly string? directory;

    private PostgresServer(string connectionString, Process? process, string? directory)
    {
        ConnectionString = connectionString;
        this.process = process;
        this.directory = directory;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Stop();
    }

    /// <summary>Connects to the maintenance database of the server.</summary>
    public string ConnectionString { get; }

    /// <summary>The run's server, started at the first call; null when this machine has none.</summary>
    public static Task<PostgresServer?> GetAsync() => Shared.Value;

    public async Task<string> CreateDatabaseAsync(string? template = null)
    {
        var name = $"t{Guid.CreateVersion7(TimeProvider.System.GetUtcNow()):N}";
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        var from = template is null ? string.Empty : $" template {template} strategy file_copy";
        await using var command = new NpgsqlCommand($"create database {name}{from}", connection);
        await command.ExecuteNonQueryAsync();
        return new NpgsqlConnectionStringBuilder(ConnectionString) { Database = name }.ToString();
    }

    public async ValueTask DisposeAsync()
    {
        Stop();
        await Task.CompletedTask;
    }

    private static async Task<PostgresServer?> StartAsync()
    {
        if (Environment.GetEnvironmentVariable("HILTBOT_TEST_POSTGRES") is { Length: > 0 } given)
        {
            return new PostgresServer(given, null, null);
        }

        var programs = Programs();
        if (programs is null)
        {
            return Environment.GetEnvironmentVariable("CI") == "true"
                ? throw new InvalidOperationException("No PostgreSQL programs here; tests/run.sh --install brings them.")
                : null;
        }

        var directory = Directory.CreateTempSubdirectory("hiltbot-pg-").FullName;
        var asPostgres = Environment.UserName == "root";
        if (asPostgres)
        {
            await RunAsync("chown", ["postgres", directory]);
        }

        var port = FreePort();
        var data = Path.Combine(directory, "data");
        await RunAsync(asPostgres, Path.Combine(programs, "initdb"),
            ["-D", data, "-U", "hilt", "--auth=trust", "--no-sync", "-E", "UTF8", "--locale=C"]);
        var server = Start(asPostgres, Path.Combine(programs, "postgres"),
        [
            "-D", data, "-k", directory, "-p", $"{port}", "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off",
            "-c", "synchronous_commit=off", "-c", "full_page_writes=off", "-c", "max_connections=300",
        ]);
        var address = $"Host=127.0.0.1;Port={port};Username=hilt;Database=postgres;Maximum Pool Size=40";
        await WaitUntilReadyAsync(address, server);
        return new PostgresServer(address, server, directory);
    }

    private static async Task WaitUntilReadyAsync(string address, Process server)
    {
        while (true)
        {
            try
            {
                await using var connection = new NpgsqlConnection(address);
                await connection.OpenAsync();
                return;
            }
            catch (NpgsqlException) when (!server.HasExited)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
            }
        }
    }

    private static string? Programs()
    {
        const string debian = "/usr/lib/postgresql";
        var folders = Directory.Exists(debian)
            ? Directory.GetDirectories(debian).Select(version => Path.Combine(version, "bin"))
            : [];
        return folders.Concat((Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator))
            .FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")));
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static Task RunAsync(string program, IReadOnlyList<string> arguments) =>
        RunAsync(asPostgres: false, program, arguments);

    private static async Task RunAsync(bool asPostgres, string program, IReadOnlyList<string> arguments)
    {
        using var process = Start(asPostgres, program, arguments);
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} ended with {process.ExitCode}.");
        }
    }

    private static Process Start(bool asPostgres, string program, IReadOnlyList<string> arguments)
    {
        // PostgreSQL refuses root; setpriv execs, so the process id is the server's own.
        var start = new ProcessStartInfo(asPostgres ? "setpriv" : program)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        if (asPostgres)
        {
            foreach (var word in (string[])["--reuid=postgres", "--regid=postgres", "--init-groups", "--", program])
            {
                start.ArgumentList.Add(word);
            }
        }

        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private void Stop()
    {
        if (process is { HasExited: false })
        {
            process.Kill();
            process.WaitForExit(5000);
        }

        if (directory is not null && Directory.Exists(directory))
        {
            Directory.Delete(directory, recursive: true);
        }
    }
}
