namespace HiltBot.Engine.Storage;

/// <summary>Configuration section <c>HiltBot:Database</c>.</summary>
public sealed class StoreOptions
{
    public const string Section = "HiltBot:Database";

    /// <summary>Sqlite or Postgres.</summary>
    public string Provider { get; set; } = "Sqlite";

    /// <summary>Null: the file <c>hiltbot.db</c> in the data directory (SQLite only).</summary>
    public string? ConnectionString { get; set; }
}
