using System.Buffers.Binary;
using HiltBot.Solana.Keys;
using HiltBot.Solana.Programs;

namespace HiltBot.Solana.Tests.Programs;

/// <summary>Token accounts and mints as the chain stores them (solana.md, section 3).</summary>
public sealed class AccountDataTests
{
    [Fact]
    public void A_token_account_is_read_field_by_field()
    {
        Assert.True(TokenAccount.TryParse(Account(), out var account));
        Assert.Equal(Key(1), account.Mint);
        Assert.Equal(Key(2), account.Owner);
        Assert.Equal(ulong.MaxValue, account.Amount);
        Assert.Equal(Key(3), account.Delegate);
        Assert.Equal(77UL, account.DelegatedAmount);
        Assert.False(account.IsFrozen);
        Assert.False(account.IsNative);
        Assert.Null(account.CloseAuthority);
    }

    [Fact]
    public void A_frozen_account_and_a_close_authority_are_seen()
    {
        var data = Account();
        data[108] = 2;
        data[109] = 1;
        data[129] = 1;
        Key(4).CopyTo(data.AsSpan(133));
        data[72] = 0;
        Assert.True(TokenAccount.TryParse(data, out var account));
        Assert.True(account.IsFrozen);
        Assert.True(account.IsNative);
        Assert.Equal(Key(4), account.CloseAuthority);
        Assert.Null(account.Delegate);
    }

    [Theory]
    [InlineData(108, 0)]
    [InlineData(108, 3)]
    [InlineData(72, 2)]
    [InlineData(109, 9)]
    [InlineData(132, 1)]
    public void Other_data_is_no_token_account(int at, byte value)
    {
        var data = Account();
        data[at] = value;
        Assert.False(TokenAccount.TryParse(data, out _));
    }

    [Fact]
    public void Token_2022_may_append_extensions_behind_the_kind()
    {
        Assert.False(TokenAccount.TryParse(Account().AsSpan(1), out _));
        Assert.True(TokenAccount.TryParse([.. Account(), 2, 7, 0], out _));
        Assert.False(TokenAccount.TryParse([.. Account(), 1, 7, 0], out _));
    }

    [Fact]
    public void A_mint_is_read_with_its_decimals()
    {
        var data = MintData();
        Assert.True(Mint.TryParse(data, out var mint));
        Assert.Equal(9, mint.Decimals);
        Assert.Equal(1_000_000UL, mint.Supply);
        Assert.Equal(Key(5), mint.FreezeAuthority);

        byte[] extended = [.. data, .. new byte[83], 1, 0, 0];
        Assert.True(Mint.TryParse(extended, out _));
        extended[165] = 2;
        Assert.False(Mint.TryParse(extended, out _));
        data[45] = 0;
        Assert.False(Mint.TryParse(data, out _));
        Assert.False(Mint.TryParse(data.AsSpan(1), out _));
    }

    [Fact]
    public void A_token_account_is_never_taken_for_a_mint_or_the_other_way_round()
    {
        Assert.False(Mint.TryParse(Account(), out _));
        Assert.False(Mint.TryParse([.. Account(), 2], out _));
        Assert.False(TokenAccount.TryParse(MintData(), out _));
    }

    private static byte[] Account()
    {
        var data = new byte[165];
        Key(1).CopyTo(data);
        Key(2).CopyTo(data.AsSpan(32));
        BinaryPrimitives.WriteUInt64LittleEndian(data.AsSpan(64), ulong.MaxValue);
        data[72] = 1;
        Key(3).CopyTo(data.AsSpan(76));
        data[108] = 1;
        BinaryPrimitives.WriteUInt64LittleEndian(data.AsSpan(121), 77);
        return data;
    }

    private static byte[] MintData()
    {
        var data = new byte[82];
        BinaryPrimitives.WriteUInt64LittleEndian(data.AsSpan(36), 1_000_000);
        data[44] = 9;
        data[45] = 1;
        data[46] = 1;
        Key(5).CopyTo(data.AsSpan(50));
        return data;
    }

    private static Address Key(byte value) => Address.From(Enumerable.Repeat(value, 32).ToArray());
}
