namespace HiltBot;

/// <summary>The top of configuration section <c>HiltBot</c>: where the program stands and what it may read.</summary>
public sealed class HiltOptions
{
    public const string Section = "HiltBot";
    public const string DefaultUrl = "http://localhost:5080";

    /// <summary>Origin put into links.</summary>
    public string PublicUrl { get; set; } = DefaultUrl;

    /// <summary>Where the host listens; null: PublicUrl when that is loopback, else http://127.0.0.1:5080.</summary>
    public string? ListenUrl { get; set; }

    /// <summary>Addresses whose X-Forwarded headers count.</summary>
    public IList<string> TrustedProxies { get; init; } = [];

    /// <summary>SQLite file and master key; relative to the current directory.</summary>
    public string DataDirectory { get; set; } = "./data";

    /// <summary>Opens the keys kept in the database; made in the data directory for SQLite, required for PostgreSQL.</summary>
    public string? MasterKeyFile { get; set; }

    /// <summary>Where to listen, with the default worked out.</summary>
    public string EffectiveListenUrl => ListenUrl ?? (IsLoopback(PublicUrl) ? PublicUrl : "http://127.0.0.1:5080");

    internal static bool IsLoopback(string url) => Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.IsLoopback;
}

/// <summary>Configuration section <c>HiltBot:Simulator</c>.</summary>
public sealed class SimulatorOptions
{
    public const string Section = "HiltBot:Simulator";

    /// <summary>Null: on the play networks only.</summary>
    public bool? Enabled { get; set; }
}
