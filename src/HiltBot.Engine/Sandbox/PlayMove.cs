using HiltBot.Engine.Payments;
using HiltBot.Engine.Values;
using HiltBot.Solana.Keys;
using HiltBot.Solana.Programs;

namespace HiltBot.Engine.Sandbox;

/// <summary>
/// What a play wallet does: everything that a real transaction can do to settlement, right or wrong.
/// </summary>
public sealed record PlayMove
{
    public required string FromWallet { get; init; }

    /// <summary>
    /// Who gains how much; a change of zero is money that came and went within the transaction.
    /// </summary>
    public required IReadOnlyList<PlayShare> Shares { get; init; }

    public string? Memo { get; init; }

    public IReadOnlyList<string> References { get; init; } = [];

    public bool HasFailed { get; init; }

    /// <summary>
    /// Pays this session as its checkout asks for, or another amount (minor units of the whole price).
    /// </summary>
    public static PlayMove ToPay(Payment payment, string fromWallet, long? amountMinorUnits = null)
    {
        var amount = amountMinorUnits ?? payment.AmountMinorUnits;
        var fee = Math.Min(payment.FeeMinorUnits, amount);
        var shares = new List<PlayShare> { new(payment.MerchantWallet, payment.TokenMint, amount - fee) };
        if (fee > 0)
        {
            shares.Add(new PlayShare(payment.FeeWallet, payment.TokenMint, fee));
        }

        return new PlayMove
        {
            FromWallet = fromWallet,
            Shares = shares,
            Memo = Marks.MemoOf(payment.Nonce),
            References = [payment.Reference],
        };
    }

    /// <summary>Sends this money as its transaction would.</summary>
    public static PlayMove ToReturn(OutgoingMoney money) => new()
    {
        FromWallet = money.FromWallet,
        Shares = [new PlayShare(money.ToWallet, money.Amount.Asset.Mint, money.Amount.MinorUnits)],
        Memo = money.Memo,
        References = [money.Reference],
    };

    /// <summary>Where a wallet keeps an asset: its token account, or itself for SOL.</summary>
    public static string AccountOf(string wallet, string tokenMint) => tokenMint == Asset.SolMint
        ? wallet
        : AssociatedToken.AddressOf(Address.Parse(wallet), Address.Parse(tokenMint), ProgramIds.Token).ToString();
}

/// <summary>A wallet's part of a move.</summary>
public sealed record PlayShare(string Wallet, string TokenMint, long ChangeMinorUnits);
