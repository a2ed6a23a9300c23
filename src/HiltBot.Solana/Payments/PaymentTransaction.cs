using HiltBot.Solana.Keys;
using HiltBot.Solana.Programs;
using HiltBot.Solana.Transactions;

namespace HiltBot.Solana.Payments;

/// <summary>
/// A payment in our order: nonce advance, unit limit, unit price, create merchant account, create fee
/// account, fee transfer, memo, merchant transfer with the references last. Solana Pay readers expect the
/// transfer last and the memo right before it. Parts that are not asked for are left out.
/// </summary>
public sealed record PaymentTransaction
{
    public MessageVersion Version { get; init; } = MessageVersion.Legacy;

    public required Blockhash Blockhash { get; init; }

    /// <summary>Whose money it is; signs.</summary>
    public required Address Buyer { get; init; }

    /// <summary>
    /// Pays the fee and the rent of token accounts that are created; the buyer unless named.
    /// </summary>
    public Address? FeePayer { get; init; }

    /// <summary>Null pays in SOL.</summary>
    public TokenMint? Token { get; init; }

    public required PaymentShare Merchant { get; init; }

    public PaymentShare? Fee { get; init; }

    /// <summary>Searched for later with getSignaturesForAddress; public once broadcast.</summary>
    public IReadOnlyList<Address> References { get; init; } = [];

    public string? Memo { get; init; }

    /// <summary>What the buyer agrees to with the same signature; stands before the transfers.</summary>
    public IReadOnlyList<Instruction> Beside { get; init; } = [];

    public uint? ComputeUnitLimit { get; init; }

    public ulong? ComputeUnitPriceMicroLamports { get; init; }

    public DurableNonce? Nonce { get; init; }

    /// <exception cref="InvalidOperationException">
    /// It would not fit into the 1,232 bytes of a transaction.
    /// </exception>
    public Transaction Build()
    {
        var message = MessageBuilder.Build(Version, FeePayer ?? Buyer, Blockhash, [.. Instructions()]);
        var transaction = new Transaction(message);
        transaction.Serialize();
        return transaction;
    }

    public IEnumerable<Instruction> Instructions()
    {
        if (Nonce is { } nonce)
            yield return SystemProgram.AdvanceNonce(nonce.Account, nonce.Authority);
        if (ComputeUnitLimit is { } limit)
            yield return ComputeBudget.UnitLimit(limit);
        if (ComputeUnitPriceMicroLamports is { } price)
            yield return ComputeBudget.UnitPrice(price);
        if (Token is { } token)
        {
            if (Merchant.CreatesTokenAccount)
                yield return Create(token, Merchant.Recipient);
            if (Fee is { CreatesTokenAccount: true } fee)
                yield return Create(token, fee.Recipient);
        }

        foreach (var instruction in Beside)
            yield return instruction;
        if (Fee is not null)
            yield return Transfer(Fee, []);
        if (Memo is not null)
            yield return MemoProgram.Write(Memo);
        yield return Transfer(Merchant, References);
    }

    private Instruction Create(TokenMint token, Address owner) =>
        AssociatedToken.CreateIdempotent(FeePayer ?? Buyer, owner, token.Address, token.TokenProgram);

    private Instruction Transfer(PaymentShare share, IEnumerable<Address> references) => Token is { } token
        ? TokenProgram.TransferChecked(
            token.TokenProgram,
            AssociatedToken.AddressOf(Buyer, token.Address, token.TokenProgram),
            token.Address,
            AssociatedToken.AddressOf(share.Recipient, token.Address, token.TokenProgram),
            Buyer,
            share.Amount,
            token.Decimals,
            references)
        : SystemProgram.Transfer(Buyer, share.Recipient, share.Amount, references);
}
