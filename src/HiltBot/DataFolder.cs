using HiltBot.Engine.Storage;

namespace HiltBot;

/// <summary>The data directory: SQLite file and master key. Made with access for its owner only.</summary>
internal static class DataFolder
{
    public static string Prepare(HiltOptions options)
    {
        var folder = Path.GetFullPath(options.DataDirectory);
        try
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(folder);
            }
            else
            {
                Directory.CreateDirectory(
                    folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }

            return folder;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StoreInUseException(
                $"HiltBot:DataDirectory is {folder}, which cannot be made or written ({exception.Message}).", exception);
        }
    }

    public static string SqliteConnectionString(string folder) => $"Data Source={Path.Combine(folder, "hiltbot.db")}";

    /// <summary>The key file that is configured, or the one in the data directory, made at the first start.</summary>
    public static MasterKey OpenMasterKey(HiltOptions options, string? folder)
    {
        var path = options.MasterKeyFile ?? Path.Combine(folder!, "master.key");
        if (File.Exists(path))
        {
            return MasterKey.Read(path);
        }

        return options.MasterKeyFile is null
            ? MasterKey.Make(path)
            : throw new StoreInUseException(
                $"HiltBot:MasterKeyFile is {path}, which does not exist: put the base64 of 32 random bytes there " +
                "(openssl rand -base64 32).");
    }
}
