using System.Runtime.InteropServices;

namespace HiltBot.Solana.Keys;

/// <summary>
/// 32 bytes held by value, so that addresses are compared and hashed without touching the heap.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct Bytes32
{
    public const int Length = 32;

    private readonly ulong _first;
    private readonly ulong _second;
    private readonly ulong _third;
    private readonly ulong _fourth;

    private Bytes32(ReadOnlySpan<ulong> words)
    {
        _first = words[0];
        _second = words[1];
        _third = words[2];
        _fourth = words[3];
    }

    public static Bytes32 From(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Length)
            throw new ArgumentException($"32 bytes are needed, not {bytes.Length}.", nameof(bytes));
        Span<ulong> words = stackalloc ulong[4];
        bytes.CopyTo(MemoryMarshal.AsBytes(words));
        return new Bytes32(words);
    }

    public void CopyTo(Span<byte> bytes)
    {
        ReadOnlySpan<ulong> words = [_first, _second, _third, _fourth];
        MemoryMarshal.AsBytes(words).CopyTo(bytes);
    }
}
