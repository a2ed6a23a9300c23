using System.Collections;
using HiltBot.Solana.Keys;

namespace HiltBot.Solana.Reading;

/// <summary>Addresses in order; equal when they are the same ones, so that readings compare by value.</summary>
public sealed class AddressList(params IReadOnlyList<Address> addresses)
    : IReadOnlyList<Address>, IEquatable<AddressList>
{
    public int Count => addresses.Count;

    public Address this[int index] => addresses[index];

    public bool Equals(AddressList? other) => other is not null && this.SequenceEqual(other);

    public override bool Equals(object? obj) => Equals(obj as AddressList);

    public override int GetHashCode() =>
        addresses.Aggregate(addresses.Count, (hash, address) => HashCode.Combine(hash, address));

    public IEnumerator<Address> GetEnumerator() => addresses.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() => string.Join(", ", addresses);
}
