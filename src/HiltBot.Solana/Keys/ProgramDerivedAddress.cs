using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace HiltBot.Solana.Keys;

/// <summary>
/// An address that a program owns without a key: sha256 of seeds, bump, program id and a fixed word, off the
/// curve. At most 16 seeds counting the bump, each of at most 32 bytes.
/// </summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ProgramDerivedAddress(Address Address, byte Bump)
{
    public const int SeedsMax = 16;
    public const int SeedLengthMax = 32;

    /// <summary>Searches the bump from 255 down; the first address off the curve wins.</summary>
    /// <exception cref="ArgumentException">Too many seeds, or one is too long.</exception>
    public static ProgramDerivedAddress Find(Address programId, params ReadOnlySpan<byte[]> seeds)
    {
        byte[][] withBump = [.. seeds, new byte[1]];
        RequireSeeds(withBump);
        for (var bump = 255; bump >= 0; bump--)
        {
            withBump[^1][0] = (byte)bump;
            var address = Hash(programId, withBump);
            if (!address.IsOnCurve)
                return new ProgramDerivedAddress(address, (byte)bump);
        }

        throw new ArgumentException("No bump leaves the curve for these seeds.", nameof(seeds));
    }

    /// <summary>
    /// The address of exactly these seeds, the bump being the last of them if there is one.
    /// </summary>
    /// <exception cref="ArgumentException">The seeds break a limit or land on the curve.</exception>
    public static Address Create(Address programId, params ReadOnlySpan<byte[]> seeds)
    {
        RequireSeeds(seeds);
        var address = Hash(programId, seeds);
        return address.IsOnCurve
            ? throw new ArgumentException("These seeds land on the curve.", nameof(seeds))
            : address;
    }

    [SuppressMessage("Usage", "CA2208", Justification = "Both callers name their argument seeds.")]
    private static void RequireSeeds(ReadOnlySpan<byte[]> seeds)
    {
        if (seeds.Length > SeedsMax)
            throw new ArgumentException(
                "A derived address has at most 16 seeds, counting the bump.", nameof(seeds));
        foreach (var seed in seeds)
        {
            if (seed.Length > SeedLengthMax)
                throw new ArgumentException("A seed has at most 32 bytes.", nameof(seeds));
        }
    }

    private static Address Hash(Address programId, ReadOnlySpan<byte[]> seeds)
    {
        using var hasher = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var seed in seeds)
            hasher.AppendData(seed);
        hasher.AppendData(programId.ToArray());
        hasher.AppendData("ProgramDerivedAddress"u8);
        Span<byte> hash = stackalloc byte[32];
        hasher.GetHashAndReset(hash);
        return Address.From(hash);
    }
}
