using System.Security.Cryptography;

namespace HiltBot.Engine.Storage;

/// <summary>
/// The 32 bytes that open the keys kept in the database. They live in a file, never in the database.
/// </summary>
public sealed class MasterKey(byte[] secret)
{
    public const int Length = 32;
    private const int NonceLength = 12;
    private const int TagLength = 16;

    private readonly byte[] secret = secret.Length == Length
        ? secret
        : throw new ArgumentException($"A master key has {Length} bytes.", nameof(secret));

    /// <summary>Reads a key file: base64 of 32 bytes, nothing else.</summary>
    /// <exception cref="StoreInUseException">The file holds something else; the message says what it should
    /// hold.</exception>
    public static MasterKey Read(string path)
    {
        Span<byte> bytes = stackalloc byte[64];
        var text = File.ReadAllText(path).Trim();
        return Convert.TryFromBase64String(text, bytes, out var written) && written == Length
            ? new MasterKey(bytes[..written].ToArray())
            : throw new StoreInUseException(
                $"{path} holds no master key: it must be the base64 of {Length} bytes.");
    }

    /// <summary>Makes a key file that only its owner can read.</summary>
    public static MasterKey Make(string path)
    {
        var bytes = RandomNumberGenerator.GetBytes(Length);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var file = new StreamWriter(new FileStream(path, options));
        file.WriteLine(Convert.ToBase64String(bytes));
        return new MasterKey(bytes);
    }

    public byte[] Seal(ReadOnlySpan<byte> plain)
    {
        var box = new byte[NonceLength + TagLength + plain.Length];
        RandomNumberGenerator.Fill(box.AsSpan(0, NonceLength));
        using var cipher = new AesGcm(secret, TagLength);
        cipher.Encrypt(
            box.AsSpan(0, NonceLength), plain, box.AsSpan(NonceLength + TagLength),
            box.AsSpan(NonceLength, TagLength));
        return box;
    }

    /// <exception cref="StoreInUseException">Another master key sealed it.</exception>
    public byte[] Open(ReadOnlySpan<byte> box)
    {
        var plain = new byte[box.Length - NonceLength - TagLength];
        using var cipher = new AesGcm(secret, TagLength);
        try
        {
            cipher.Decrypt(
                box[..NonceLength], box[(NonceLength + TagLength)..], box.Slice(NonceLength, TagLength),
                plain);
            return plain;
        }
        catch (AuthenticationTagMismatchException exception)
        {
            throw new StoreInUseException(
                "The master key does not open the keys in this database: set HiltBot:MasterKeyFile to the file that " +
                "was used before.",
                exception);
        }
    }
}
