using System.Buffers.Binary;
using System.Text;
using HiltBot.Solana.Keys;

namespace HiltBot.Solana.Subscriptions;

/// <summary>Packs an instruction's data: its number, then fields without padding, little-endian.</summary>
internal sealed class SubscriptionData(SubscriptionInstruction number)
{
    private readonly List<byte> _bytes = [(byte)number];

    public SubscriptionData Byte(byte value)
    {
        _bytes.Add(value);
        return this;
    }

    public SubscriptionData U64(ulong value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        _bytes.AddRange(bytes);
        return this;
    }

    public SubscriptionData I64(long value) => U64(unchecked((ulong)value));

    public SubscriptionData Key(Address key)
    {
        _bytes.AddRange(key.ToArray());
        return this;
    }

    /// <summary>Always four places; those that nobody takes are zero.</summary>
    public SubscriptionData Keys(IReadOnlyList<Address> keys)
    {
        if (keys.Count > PlanTerms.ListMax)
            throw new ArgumentException("A plan lists at most four wallets.", nameof(keys));
        for (var i = 0; i < PlanTerms.ListMax; i++)
            Key(i < keys.Count ? keys[i] : default);
        return this;
    }

    public SubscriptionData Uri(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        if (bytes.Length > PlanTerms.MetadataUriMax)
            throw new ArgumentException("A plan's metadata link has at most 128 bytes.", nameof(text));
        _bytes.AddRange(bytes);
        _bytes.AddRange(new byte[PlanTerms.MetadataUriMax - bytes.Length]);
        return this;
    }

    public byte[] ToArray() => [.. _bytes];
}
