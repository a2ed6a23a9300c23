using HiltBot.Solana.Keys;

namespace HiltBot.Solana.Transactions;

/// <summary>An account an instruction names, with what it needs of it.</summary>
public readonly record struct AccountMeta(Address Address, bool IsSigner, bool IsWritable)
{
    public static AccountMeta Writable(Address address) => new(address, IsSigner: false, IsWritable: true);

    public static AccountMeta Readonly(Address address) => new(address, IsSigner: false, IsWritable: false);

    public static AccountMeta WritableSigner(Address address) =>
        new(address, IsSigner: true, IsWritable: true);

    public static AccountMeta ReadonlySigner(Address address) =>
        new(address, IsSigner: true, IsWritable: false);
}
