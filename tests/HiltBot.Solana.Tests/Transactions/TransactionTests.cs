using HiltBot.Solana.Keys;
using HiltBot.Solana.Payments;
using HiltBot.Solana.Programs;
using HiltBot.Solana.Transactions;

namespace HiltBot.Solana.Tests.Transactions;

/// <summary>Signing one after another, and the limit of size.</summary>
public sealed class TransactionTests : IDisposable
{
    private readonly KeyPair _buyer = KeyPair.FromSeed(Enumerable.Repeat((byte)1, 32).ToArray());
    private readonly KeyPair _payer = KeyPair.FromSeed(Enumerable.Repeat((byte)2, 32).ToArray());

    public void Dispose()
    {
        _buyer.Dispose();
        _payer.Dispose();
    }

    [Fact]
    public void Two_signers_sign_the_same_bytes_in_any_order()
    {
        var unsigned = Payment().Build();
        Assert.True(unsigned.Id.IsMissing);
        Assert.False(unsigned.HasValidSignatures());

        var half = unsigned.Sign(_payer);
        Assert.False(half.IsFullySigned);
        Assert.False(half.HasValidSignatures());
        Assert.True(half.HasValidSignature(0));

        var arrived = TransactionDecoder.Decode(half.Serialize()).Sign(_buyer);
        Assert.True(arrived.HasValidSignatures());
        Assert.Equal(unsigned.Sign(_buyer).Sign(_payer).Serialize(), arrived.Serialize());

        // The first copies are as they were.
        Assert.True(unsigned.Id.IsMissing);
        Assert.False(half.IsFullySigned);
    }

    [Fact]
    public void A_wallets_signature_takes_its_place_and_is_judged()
    {
        var message = Payment().Build().Sign(_payer);
        var good = message.WithSignature(_buyer.Address, _buyer.Sign(message.Message.Bytes.Span));
        Assert.True(good.HasValidSignatures());
        var wrong = good.WithSignature(_buyer.Address, _buyer.Sign([1]));
        Assert.True(wrong.IsFullySigned);
        Assert.False(wrong.HasValidSignatures());
    }

    [Fact]
    public void A_stranger_cannot_sign()
    {
        using var stranger = KeyPair.Generate();
        Assert.Throws<ArgumentException>(() => Payment().Build().Sign(stranger));
    }

    [Fact]
    public void A_payment_that_does_not_fit_is_refused_when_it_is_built()
    {
        var fits = Payment() with { Memo = new string('a', 800) };
        Assert.InRange(fits.Build().Serialize().Length, 1_000, Transaction.BytesMax);
        Assert.Throws<InvalidOperationException>(() => (fits with { Memo = new string('a', 1_000) }).Build());
    }

    [Fact]
    public void A_broken_text_is_no_memo() =>
        Assert.ThrowsAny<ArgumentException>(() => (Payment() with { Memo = "\ud800" }).Build());

    [Fact]
    public void Whoever_pays_the_fee_pays_the_rent_of_new_accounts()
    {
        var payment = Payment() with
        {
            Token = new TokenMint(_payer.Address, ProgramIds.Token, 6),
            Merchant = new PaymentShare(default, 5, CreatesTokenAccount: true),
        };
        Assert.Equal(AccountMeta.WritableSigner(_payer.Address), payment.Instructions().First().Accounts[0]);
    }

    [Fact]
    public void A_fee_in_sol_goes_before_the_memo_and_the_merchant_comes_last()
    {
        var fee = new PaymentShare(_payer.Address, 7);
        var parts = (Payment() with { Fee = fee, Memo = "HILT:1" }).Instructions().ToArray();
        Assert.Equal(
            [ProgramIds.System, ProgramIds.Memo, ProgramIds.System], parts.Select(part => part.ProgramId));
        Assert.Equal(_payer.Address, parts[0].Accounts[1].Address);
        Assert.Equal("HILT:1", MemoProgram.TryRead(parts[1].Data.Span));
    }

    private PaymentTransaction Payment() => new()
    {
        Blockhash = default,
        Buyer = _buyer.Address,
        FeePayer = _payer.Address,
        Merchant = new PaymentShare(Address.Parse("76NSdwfpeAD3a5PVqPUVmeZFnxgCtR2q1xwSAphR5dww"), 5_000_000),
    };
}
