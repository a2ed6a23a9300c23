using System.Reflection;
using System.Runtime.InteropServices;

namespace HiltBot.Solana.Keys;

/// <summary>
/// OpenSSL 3's libcrypto: the one file with P/Invoke. Keys are built for each call and freed in it; every
/// length is checked here, because the native side believes what it is told.
/// </summary>
internal static partial class LibCrypto
{
    private const string Library = "libcrypto";
    private const int Ed25519Id = 1087;
    private const int X25519Id = 1034;

    private static readonly string[] Names =
        OperatingSystem.IsWindows() ? ["libcrypto-3-x64.dll"]
        : OperatingSystem.IsMacOS() ?
        [
            "/opt/homebrew/opt/openssl@3/lib/libcrypto.3.dylib",
            "/usr/local/opt/openssl@3/lib/libcrypto.3.dylib",
        ]
        : ["libcrypto.so.3"];

    static LibCrypto()
    {
        NativeLibrary.SetDllImportResolver(typeof(LibCrypto).Assembly, Resolve);
        WhyNot = Probe();
    }

    /// <summary>
    /// Null when libcrypto is there and answers rightly; otherwise one sentence for people.
    /// </summary>
    public static string? WhyNot { get; }

    public static void PublicKey(ReadOnlySpan<byte> seed, Span<byte> publicKey) =>
        PublicKey(Ed25519Id, seed, publicKey);

    /// <summary>The public half of an X25519 secret.</summary>
    public static void AgreementKey(ReadOnlySpan<byte> secret, Span<byte> publicKey) =>
        PublicKey(X25519Id, secret, publicKey);

    /// <summary>False for a peer of small order: OpenSSL refuses a secret that everybody knows.</summary>
    public static bool Agree(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> peer, Span<byte> shared)
    {
        RequireLength(secret.Length, 32);
        RequireLength(peer.Length, 32);
        RequireLength(shared.Length, 32);
        nint key = 0, peerKey = 0, context = 0;
        try
        {
            key = Require(NewPrivateKey(X25519Id, 0, secret, 32));
            peerKey = Require(NewPublicKey(X25519Id, 0, peer, 32));
            context = Require(NewKeyContext(key, 0));
            Require(DeriveInit(context) == 1);
            nuint length = 32;
            var isAgreed = DeriveSetPeer(context, peerKey) == 1
                && Derive(context, shared, ref length) == 1
                && length == 32;
            if (!isAgreed)
                ClearErrors();
            return isAgreed;
        }
        finally
        {
            FreeKeyContext(context);
            FreeKey(peerKey);
            FreeKey(key);
        }
    }

    private static void PublicKey(int id, ReadOnlySpan<byte> seed, Span<byte> publicKey)
    {
        RequireLength(seed.Length, 32);
        RequireLength(publicKey.Length, 32);
        var key = Require(NewPrivateKey(id, 0, seed, 32));
        try
        {
            nuint length = 32;
            Require(GetPublicKey(key, publicKey, ref length) == 1 && length == 32);
        }
        finally
        {
            FreeKey(key);
        }
    }

    public static void Sign(ReadOnlySpan<byte> seed, ReadOnlySpan<byte> message, Span<byte> signature)
    {
        RequireLength(seed.Length, 32);
        RequireLength(signature.Length, 64);
        nint key = 0, context = 0;
        try
        {
            key = Require(NewPrivateKey(Ed25519Id, 0, seed, 32));
            context = Require(NewContext());
            Require(SignInit(context, 0, 0, 0, key) == 1);
            nuint length = 64;
            Require(DigestSign(context, signature, ref length, Filled(message), (nuint)message.Length) == 1
                && length == 64);
        }
        finally
        {
            FreeContext(context);
            FreeKey(key);
        }
    }

    public static bool Verify(
        ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        RequireLength(publicKey.Length, 32);
        RequireLength(signature.Length, 64);
        nint key = 0, context = 0;
        try
        {
            key = Require(NewPublicKey(Ed25519Id, 0, publicKey, 32));
            context = Require(NewContext());
            Require(VerifyInit(context, 0, 0, 0, key) == 1);
            var answer = DigestVerify(context, signature, 64, Filled(message), (nuint)message.Length);
            if (answer != 1)
                ClearErrors();
            return answer == 1;
        }
        finally
        {
            FreeContext(context);
            FreeKey(key);
        }
    }

    /// <summary>
    /// An empty span is passed as a null pointer, which OpenSSL takes for a missing argument.
    /// </summary>
    private static ReadOnlySpan<byte> Filled(ReadOnlySpan<byte> message) => message.IsEmpty ? [0] : message;

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        if (name != Library)
            return 0;
        foreach (var candidate in Names)
        {
            if (NativeLibrary.TryLoad(candidate, out var handle))
                return handle;
        }

        // Returning nothing would let the runtime try any "libcrypto" it finds, of whatever age.
        throw new DllNotFoundException($"None of {string.Join(", ", Names)} was found.");
    }

    /// <summary>
    /// Signs the first vector of RFC 8032 (section 7.1) and compares the public key and signature.
    /// </summary>
    private static string? Probe()
    {
        try
        {
            var seed = Convert.FromHexString(
                "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
            var key = new byte[32];
            var signature = new byte[64];
            PublicKey(seed, key);
            Sign(seed, [], signature);
            var isRight =
                Convert.ToHexStringLower(key)
                    == "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
                && Convert.ToHexStringLower(signature).StartsWith(
                    "e5564300c360ac729086e2cc806e828a", StringComparison.Ordinal)
                && Verify(key, [], signature);
            return isRight ? null : "The installed libcrypto answers wrongly for Ed25519.";
        }
        catch (Exception error) when (error is DllNotFoundException or EntryPointNotFoundException
            or BadImageFormatException or System.Security.Cryptography.CryptographicException)
        {
            return $"OpenSSL 3 ({string.Join(", ", Names)}) was not found or cannot be used, "
                + "so signatures are made and checked by slower managed code.";
        }
    }

    private static void RequireLength(int length, int expected)
    {
        if (length != expected)
            throw new ArgumentException($"{expected} bytes are needed, not {length}.", nameof(length));
    }

    private static nint Require(nint handle)
    {
        Require(handle != 0);
        return handle;
    }

    private static void Require(bool isDone)
    {
        if (isDone)
            return;
        ClearErrors();
        throw new System.Security.Cryptography.CryptographicException("libcrypto refused a call with a key.");
    }

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_new_raw_private_key")]
    private static partial nint NewPrivateKey(int id, nint engine, ReadOnlySpan<byte> key, nuint length);

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_new_raw_public_key")]
    private static partial nint NewPublicKey(int id, nint engine, ReadOnlySpan<byte> key, nuint length);

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_get_raw_public_key")]
    private static partial int GetPublicKey(nint key, Span<byte> bytes, ref nuint length);

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_free")]
    private static partial void FreeKey(nint key);

    [LibraryImport(Library, EntryPoint = "EVP_MD_CTX_new")]
    private static partial nint NewContext();

    [LibraryImport(Library, EntryPoint = "EVP_MD_CTX_free")]
    private static partial void FreeContext(nint context);

    [LibraryImport(Library, EntryPoint = "EVP_DigestSignInit")]
    private static partial int SignInit(nint context, nint keyContext, nint digest, nint engine, nint key);

    [LibraryImport(Library, EntryPoint = "EVP_DigestSign")]
    private static partial int DigestSign(
        nint context,
        Span<byte> signature,
        ref nuint length,
        ReadOnlySpan<byte> message,
        nuint messageLength);

    [LibraryImport(Library, EntryPoint = "EVP_DigestVerifyInit")]
    private static partial int VerifyInit(nint context, nint keyContext, nint digest, nint engine, nint key);

    [LibraryImport(Library, EntryPoint = "EVP_DigestVerify")]
    private static partial int DigestVerify(
        nint context,
        ReadOnlySpan<byte> signature,
        nuint length,
        ReadOnlySpan<byte> message,
        nuint messageLength);

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_CTX_new")]
    private static partial nint NewKeyContext(nint key, nint engine);

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_CTX_free")]
    private static partial void FreeKeyContext(nint context);

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_derive_init")]
    private static partial int DeriveInit(nint context);

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_derive_set_peer")]
    private static partial int DeriveSetPeer(nint context, nint peer);

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_derive")]
    private static partial int Derive(nint context, Span<byte> secret, ref nuint length);

    [LibraryImport(Library, EntryPoint = "ERR_clear_error")]
    private static partial void ClearErrors();
}
